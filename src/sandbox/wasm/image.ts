import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { cacheHome } from '../../base/cache-folder.ts';
import { makeFolder } from '../../base/make-folder.ts';
import { writeFileAtomic } from '../../base/write-file.ts';
import { startDeno } from './deno.ts';
import { PYODIDE_VERSION, wasmLackError } from './lacks.ts';
import type { WasmPackages } from './packages.ts';

/** In the order in which they import one another; those of `wasm/python` renew the library for the others. */
const SOURCES =
  'audit strands threads modules values channel agent call script execute output serve loop plain runtime'.split(' ');
const HERE = new URL('./python/', import.meta.url);
const SHARED = new URL('../python/', import.meta.url);

/**
 * The memory of a Python that has loaded the library, from which interpreters start in a tenth of the time. Made once
 * and kept in the user's cache.
 */
export async function openImage(packages: WasmPackages): Promise<Buffer> {
  const sources = SOURCES.map((name) => [name, sourceOf(name)] as const);
  const file = imageFile(sources);
  if (existsSync(file)) return readFile(file);
  const image = await makeImage(packages, sources);
  await makeFolder(join(file, '..'));
  await writeFileAtomic(file, image).catch(() => {}); // a cache that can't be written only costs time
  return image;
}

/** After an image that no interpreter starts from. */
export function dropImage(): void {
  rmSync(imageFile(SOURCES.map((name) => [name, sourceOf(name)] as const)), { force: true });
}

async function makeImage(packages: WasmPackages, sources: readonly (readonly [string, string])[]): Promise<Buffer> {
  const maker = startDeno(packages, 'maker');
  const [wasm, library] = await Promise.all(
    ['pyodide.asm.wasm', 'python_stdlib.zip'].map((name) => readFile(join(packages.pyodide, name))),
  );
  maker.stdin!.on('error', () => {}); // its end is what counts
  for (const part of [wasm!, library!, Buffer.from(JSON.stringify(sources))]) maker.stdin!.write(encodeBytes(part));
  const started = new Promise((resolve, reject) => maker.once('error', reject).once('close', resolve));
  const [image, complaint] = await Promise.all([buffer(maker.stdout!), text(maker.stderr!), started]).catch(
    (error: unknown) => {
      throw wasmLackError('no-start', String(error), error);
    },
  );
  if (image.length === 0) throw wasmLackError('no-start', complaint.trim().split('\n')[0] || 'no image');
  return image;
}

export function encodeBytes(bytes: Buffer): Buffer {
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function sourceOf(name: string): string {
  const own = new URL(`${name}.py`, HERE);
  return readFileSync(existsSync(own) ? own : new URL(`${name}.py`, SHARED), 'utf8');
}

function imageFile(sources: readonly (readonly [string, string])[]): string {
  const key = createHash('sha256').update(JSON.stringify(sources)).digest('hex').slice(0, 16);
  return join(cacheHome(), 'sandbox', `pyodide-${PYODIDE_VERSION}-${key}.image`);
}
