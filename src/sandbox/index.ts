import { usageError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import type { Sandbox, SandboxOptions } from './contract.ts';
import { type NativeOptions, openNative } from './native/open.ts';

export { plainInteger, plainNumber } from './values.ts';
export { programSources } from './program-sources.ts';
export { probeSandbox, type SandboxProbe } from './native/probe.ts';

/** By the name of its field in {@link OpenSandboxOptions}. */
const BACKENDS = ['native'] as const;

export interface OpenSandboxOptions extends SandboxOptions {
  /** @default 'native' */
  backend?: (typeof BACKENDS)[number];
  /** Of the backend for Linux. */
  native?: NativeOptions;
}

/**
 * Opens isolated Python. Throws a W4sError `sandbox-unavailable` that names what the machine lacks, and a usage error
 * for options that a backend can't have.
 */
export async function openSandbox({
  backend = 'native',
  native,
  ...common
}: OpenSandboxOptions = {}): Promise<Sandbox> {
  if (BACKENDS.includes(backend)) return openNative({ ...native, ...common });
  const got = `\`${backend as string}\`${didYouMean(backend, BACKENDS)}`;
  throw usageError('invalid-option', `Expected \`backend\` to be one of ${BACKENDS.join(', ')}, got ${got}`);
}
