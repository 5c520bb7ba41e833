import { readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { ModelError } from '../../model/contract.ts';
import { size } from '../../present/index.ts';

const SERVE_ELSEWHERE = 'serve the file elsewhere and name its HTTP address';

/** Keys and values get this part of what is free, */
const CACHE_PART = 0.25;
/** at most so much, */
const MOST_CACHE_BYTES = 4 * 2 ** 30;
/** and at least so much: a context of some use for any model. */
const LEAST_CACHE_BYTES = 256 * 2 ** 20;

/** Memory for keys and values of a model beside its weights. Bytes. */
export function cacheBudget(freeBytes: number, fileBytes: number): number {
  return Math.min(MOST_CACHE_BYTES, Math.max(LEAST_CACHE_BYTES, CACHE_PART * (freeBytes - fileBytes)));
}

/** @throws {ModelError} before a file is loaded that would make the machine swap, or the kernel end the process. */
export function assertFits(model: string, fileBytes: number, freeBytes: number): void {
  if (fileBytes <= freeBytes) return;
  const got = `${size(fileBytes)} of weights and ${size(freeBytes)} that are free`;
  throw new ModelError(`Expected ${model} to fit into the memory, got ${got}`, {
    kind: 'bad-request',
    model,
    hint: `Close other programs, take a smaller quantisation or model, or ${SERVE_ELSEWHERE}.`,
  });
}

/** What a program may still take, with what the system would give back of its file cache. Bytes. */
export function freeMemory(): number {
  // macOS counts what it would give back as used, and does not tell how much that is.
  if (process.platform === 'darwin') return totalmem() * 0.75;
  const limit = process.constrainedMemory();
  if (limit === 0 || limit >= totalmem()) return freemem();
  return Math.min(freemem(), process.availableMemory() + fileCacheOfGroup());
}

/** In a container, the file cache counts as used although it gives way. */
function fileCacheOfGroup(): number {
  try {
    return Number(/^inactive_file (\d+)$/m.exec(readFileSync('/sys/fs/cgroup/memory.stat', 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
