import { usageError } from '../../base/errors.ts';
import type { SandboxOptions } from '../contract.ts';
import { findPackages } from './packages.ts';
import { WasmSandbox } from './wasm.ts';

/** Opens the backend for any platform. Throws a W4sError `sandbox-unavailable` naming what is missing. */
export async function openWasm({ maxConcurrent }: SandboxOptions = {}): Promise<WasmSandbox> {
  if (maxConcurrent !== undefined && !(Number.isInteger(maxConcurrent) && maxConcurrent > 0)) {
    throw usageError('invalid-option', `Expected \`maxConcurrent\` to be a positive integer, got \`${maxConcurrent}\``);
  }
  return WasmSandbox.open(findPackages(), { maxConcurrent });
}
