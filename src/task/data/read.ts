import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { messageOf, usageError, W4sError } from '../../base/errors.ts';
import { readBytes } from './bytes.ts';
import { download } from './download.ts';
import type { DataFile, DataOptions } from './file.ts';
import { cacheFolder, dataFolder } from './folders.ts';

/**
 * The text of a benchmark file: the user's own copy if there is one (used as is), else the downloaded one (verified
 * against its SHA-256, fetched again if it does not match).
 * @throws {W4sError} `data-missing`, `data-broken`, `download-failed`
 */
export async function readData(file: DataFile, options: DataOptions = {}): Promise<string> {
  const own = await ownCopy(file, options);
  if (own !== undefined) return text(own);
  const cached = cachePath(file, options);
  if (!(await isIntact(cached, file))) await fetchInto(cached, file, options);
  return text(cached);
}

/** Tells where a file would come from, without fetching it. */
export async function whereIs(
  file: DataFile,
  options: DataOptions = {},
): Promise<'data' | 'cache' | 'download' | 'missing'> {
  if ((await ownCopy(file, options)) !== undefined) return 'data';
  if (await exists(cachePath(file, options))) return 'cache';
  return addresses(file, options).length > 0 ? 'download' : 'missing';
}

/** The folder of the user's own copy, if there is one. */
export async function folderOf(file: DataFile, options: DataOptions = {}): Promise<string | undefined> {
  const own = await ownCopy(file, options);
  return own && dirname(own);
}

async function ownCopy(file: DataFile, options: DataOptions): Promise<string | undefined> {
  const folder = dataFolder(options);
  if (folder === undefined) return undefined;
  for (const path of [file.path, `${file.path}.gz`, ...(file.elsewhere ?? [])]) {
    if (await exists(join(folder, path))) return join(folder, path);
  }
  return undefined;
}

const GET_A_COPY = 'Get a copy from the source of the benchmark.';

async function fetchInto(to: string, file: DataFile, options: DataOptions): Promise<void> {
  const urls = addresses(file, options);
  const folder = dataFolder(options);
  const ownPath = folder === undefined ? file.path : join(folder, file.path);
  if (urls.length === 0) {
    throw usageError('data-missing', `Expected the file \`${ownPath}\`, which has no public address as one file`, {
      hint: `${file.howTo ?? GET_A_COPY} Then set --data DIR or W4S_DATA to its folder.`,
      facts: { path: file.path },
    });
  }
  const hint =
    `Check the connection and repeat the command, or put a copy at \`${ownPath}\` under the folder ` +
    'that --data DIR or W4S_DATA names.';
  const { signal, onProgress } = options;
  await download({ file, urls, to, hint, signal, onProgress });
}

function addresses(file: DataFile, { mirror = process.env['W4S_MIRROR'] }: DataOptions): string[] {
  if (!mirror || file.urls.length === 0) return [...file.urls];
  const name = basename(file.path);
  const served = file.gzip ? `${name}.gz` : name;
  return [`${mirror.replace(/\/$/, '')}/${file.path.split('/')[0]}/${served}`, ...file.urls];
}

function cachePath(file: DataFile, options: DataOptions): string {
  return join(cacheFolder(options), file.gzip ? `${file.path}.gz` : file.path);
}

async function isIntact(path: string, file: DataFile): Promise<boolean> {
  if (!(await exists(path))) return false;
  const bytes = await readFile(path);
  return createHash('sha256').update(bytes).digest('hex') === file.sha256;
}

function text(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readBytes(path));
  } catch (cause) {
    throw new W4sError('data-broken', `Expected \`${path}\` to hold readable UTF-8 text: ${messageOf(cause)}`, {
      hint: 'Replace the file with a fresh copy.',
      cause,
    });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
