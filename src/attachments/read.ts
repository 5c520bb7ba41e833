import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { messageOf } from '../base/errors.ts';
import { headOf } from '../base/clip.ts';
import { AttachmentError, type ItemFile } from './contract.ts';
import { fileKind, mediaType } from './kinds.ts';
import { bytesIn } from './place.ts';

/** Milliseconds for one document, whatever it holds. */
const MOST_MS = 30_000;

/** Characters of a document's text. */
const MOST_CHARACTERS = 1_000_000;

/** MiB of JavaScript's memory for one document: a small file can unfold into much. */
const MOST_MEMORY = 512;

/** Texts that are kept: every candidate asks for the same. */
const MOST_KEPT = 64;
const kept = new Map<string, Promise<string>>();

/**
 * The text of a file.
 * @throws {AttachmentError} for an image, another kind, a broken document; `isUnavailable` for a file that changed or
 *   can't be had
 */
export function readText(file: ItemFile, folder: string): Promise<string> {
  const key = `${fileKind(file.name)}|${file.sha256}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const [oldest] = kept.keys();
  if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  const text = extracted(file, folder);
  kept.set(key, text);
  text.catch(() => kept.delete(key));
  return text;
}

/** An image for a model that sees. @throws {AttachmentError} as {@link readText} */
export function readImage(file: ItemFile, folder: string): { mediaType: string; base64: string } {
  const type = mediaType(file.name);
  if (type === undefined) throw new AttachmentError(`${file.name} is no image (png, jpg, gif, webp)`);
  return { mediaType: type, base64: unchanged(file, folder).toString('base64') };
}

async function extracted(file: ItemFile, folder: string): Promise<string> {
  const kind = fileKind(file.name);
  if (kind === 'image') throw new AttachmentError(`${file.name} is an image and holds no text`);
  const bytes = unchanged(file, folder);
  const text = kind === 'pdf' || kind === 'xlsx' ? await inThread(kind, bytes, file.name) : plainText(bytes, file.name);
  return headOf(text, MOST_CHARACTERS);
}

function unchanged({ name, sha256 }: ItemFile, folder: string): Buffer {
  let bytes: Buffer;
  try {
    bytes = bytesIn(folder, name);
  } catch (error) {
    throw unavailable(`${name} can't be read any more: ${messageOf(error)}`);
  }
  if (createHash('sha256').update(bytes).digest('hex') === sha256) return bytes;
  throw unavailable(`${name} changed after the task was loaded`);
}

function unavailable(message: string): AttachmentError {
  return new AttachmentError(message, { isUnavailable: true });
}

function plainText(bytes: Buffer, name: string): string {
  try {
    const text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // it is none
  }
  throw new AttachmentError(`${name} is no text, and of no kind that can be read (PDF, XLSX)`);
}

function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}

/** What the thread answers: `error` where the document is at fault. */
export type Extracted = { text: string } | { error: string };
/** `failed`: the thread came to no answer. */
type Ended = Extracted | { failed: string };

/** A document is foreign: reading it is bounded in time and memory, and can end nothing else. */
async function inThread(kind: 'pdf' | 'xlsx', bytes: Buffer, name: string): Promise<string> {
  const file = import.meta.url.endsWith('.ts') ? './extract-thread.ts' : './extract-thread.js';
  const worker = new Worker(new URL(file, import.meta.url), {
    workerData: { kind, bytes: new Uint8Array(bytes), most: MOST_CHARACTERS },
    execArgv: [],
    env: {},
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY },
  });
  const timer = Promise.withResolvers<Ended>();
  const timeout = setTimeout(() => timer.resolve({ failed: `it took longer than ${MOST_MS / 1000} s` }), MOST_MS);
  const answer = new Promise<Ended>((resolve) => {
    worker.once('message', resolve);
    worker.once('error', (error) => resolve(endedBy(error)));
    worker.once('exit', () => resolve({ failed: 'its reader ended' }));
  });
  const result = await Promise.race([answer, timer.promise]);
  clearTimeout(timeout);
  await worker.terminate();
  if ('text' in result) return result.text;
  if ('failed' in result) throw unavailable(`${name} could not be read: ${result.failed}`);
  throw new AttachmentError(`${name} can't be read as ${kind.toUpperCase()}: ${result.error}`);
}

/** How much a document unfolds into is its own matter, at every try; how long it takes is also the machine's. */
function endedBy(error: unknown): Ended {
  const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isTooLarge ? { error: `it takes more than ${MOST_MEMORY} MiB of memory` } : { failed: messageOf(error) };
}
