import { LONGEST_MS, type SandboxLimits } from './contract.ts';
import { usageError } from '../base/errors.ts';

export const DEFAULT_LIMITS: SandboxLimits = {
  wallMs: 30_000,
  cpuMs: 10_000,
  memoryBytes: 512 * 2 ** 20,
  outputBytes: 2 ** 20,
};

/** Below this, Python itself does not fit into the address space. */
const SMALLEST_MEMORY = 64 * 2 ** 20;
/** Node can't hold a longer string, and a frame is a string. */
const LARGEST_OUTPUT = 2 ** 28;

/** Fills in defaults. Throws a usage error for an impossible limit. */
export function completeLimits(given: Partial<SandboxLimits> = {}): SandboxLimits {
  const limits = { ...DEFAULT_LIMITS, ...given };
  check('wallMs', limits.wallMs, 1, LONGEST_MS);
  check('cpuMs', limits.cpuMs, 1, LONGEST_MS);
  check('memoryBytes', limits.memoryBytes, SMALLEST_MEMORY, Number.MAX_SAFE_INTEGER);
  check('outputBytes', limits.outputBytes, 1, LARGEST_OUTPUT);
  return limits;
}

function check(name: keyof SandboxLimits, value: number, least: number, most: number): void {
  if (Number.isFinite(value) && value >= least && value <= most) return;
  throw usageError('invalid-limit', `Expected \`${name}\` to be a number from ${least} to ${most}, got \`${value}\``, {
    hint: 'Leave the limit out to use its default.',
  });
}

/**
 * The header that the zygote reads from a connection before it forks; for the layout see `HEADER` in
 * python/supervisor.py.
 */
export function encodeHeader(id: number, { wallMs, cpuMs, memoryBytes, outputBytes }: SandboxLimits): Buffer {
  const header = Buffer.allocUnsafe(28);
  header.writeUInt32BE(id, 0);
  header.writeUInt32BE(Math.ceil(wallMs), 4);
  header.writeUInt32BE(Math.ceil(cpuMs), 8);
  header.writeBigUInt64BE(BigInt(Math.ceil(memoryBytes)), 12);
  header.writeBigUInt64BE(BigInt(Math.ceil(outputBytes)), 20);
  return header;
}
