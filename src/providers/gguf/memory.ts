import { readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { ModelError } from '../../model/contract.ts';
import { size } from '../../present/index.ts';

const SERVE_ELSEWHERE = 'serve the file elsewhere and use its HTTP address';

/** The KV cache gets this share of free memory, */
const CACHE_PART = 0.25;
/** at most this, */
const MOST_CACHE_BYTES = 4 * 2 ** 30;
/** and at least this: enough for a useful context of any model. */
const LEAST_CACHE_BYTES = 256 * 2 ** 20;

/** Memory for a model's KV cache beside its weights. Bytes. */
export function cacheBudget(freeBytes: number, fileBytes: number): number {
  return Math.min(MOST_CACHE_BYTES, Math.max(LEAST_CACHE_BYTES, CACHE_PART * (freeBytes - fileBytes)));
}

/** @throws {ModelError} before loading a file that would make the machine swap, or the kernel kill the process. */
export function assertFits(model: string, fileBytes: number, freeBytes: number): void {
  if (fileBytes <= freeBytes) return;
  const got = `${size(fileBytes)} of weights and ${size(freeBytes)} that are free`;
  throw new ModelError(`Expected ${model} to fit into the memory, got ${got}`, {
    kind: 'bad-request',
    model,
    hint: `Close other programs, use a smaller quantisation or model, or ${SERVE_ELSEWHERE}.`,
  });
}

/** What a program may still take, with what the system would give back of its file cache. Bytes. */
export function freeMemory(): number {
  // macOS counts reclaimable memory as used, and does not report how much it is.
  if (process.platform === 'darwin') return totalmem() * 0.75;
  const limit = process.constrainedMemory();
  if (limit === 0 || limit >= totalmem()) return freemem();
  return Math.min(freemem(), process.availableMemory() + fileCacheOfGroup());
}

/** In a container, the file cache counts as used although it is reclaimable. */
function fileCacheOfGroup(): number {
  try {
    return Number(/^inactive_file (\d+)$/m.exec(readFileSync('/sys/fs/cgroup/memory.stat', 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
