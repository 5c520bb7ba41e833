import { createHash, randomBytes } from 'node:crypto';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolder } from '../../base/make-folder.ts';
import { messageOf, W4sError } from '../../base/errors.ts';
import { fetchThroughProxy } from '../../outgoing/index.ts';
import type { DataFile, DownloadProgress } from './file.ts';

export interface DownloadOptions {
  file: DataFile;
  /** Tried in this order. */
  urls: readonly string[];
  /** Target path. */
  to: string;
  /** What a user can do if no address serves it. */
  hint: string;
  signal?: AbortSignal;
  onProgress?: (progress: DownloadProgress) => void;
  /** Milliseconds without data after which to give up on an address. @default 30_000 */
  stallMs?: number;
  /** Tries per address for transient faults: network, 429, 5xx. @default 3 */
  attempts?: number;
  /** Milliseconds before the second try, doubled for each further one. @default 500 */
  retryMs?: number;
}

type Fetched = Awaited<ReturnType<typeof fetchThroughProxy>>;

/** A failed try; says whether retrying the same address may help. */
class Refused extends Error {
  readonly passing: boolean;
  constructor(message: string, passing: boolean) {
    super(message);
    this.passing = passing;
  }
}

const ABANDONED_MS = 24 * 60 * 60 * 1000;

/**
 * Fetches a file, verifies its length and SHA-256, and only then moves it to its name: an interrupted download leaves
 * nothing, and two concurrent processes each rename a complete file.
 * @throws {W4sError} `download-failed`; the signal's reason when it fires
 */
export async function download(options: DownloadOptions): Promise<void> {
  const { urls, to, file, hint, signal, attempts = 3, retryMs = 500 } = options;
  await makeFolder(dirname(to));
  await removeAbandoned(to);
  const reasons: string[] = [];
  for (const url of urls) {
    for (let attempt = 1; attempt <= attempts; attempt++) {
      try {
        return await fetchOnce(url, options);
      } catch (error) {
        signal?.throwIfAborted();
        const passing = !(error instanceof Refused) || error.passing;
        if (passing && attempt < attempts) {
          await sleep(retryMs * 2 ** (attempt - 1), undefined, signal ? { signal } : {});
          continue;
        }
        reasons.push(`${url}: ${reasonOf(error)}`);
        break;
      }
    }
  }
  throw new W4sError('download-failed', `Could not download \`${file.path}\` from ${reasons.join('; ')}`, {
    hint,
    facts: { path: file.path, urls },
  });
}

async function fetchOnce(
  url: string,
  { file, to, signal, onProgress, stallMs = 30_000 }: DownloadOptions,
): Promise<void> {
  const part = `${to}.${process.pid}-${randomBytes(6).toString('hex')}.part`;
  const stalled = new AbortController();
  const watchdog = setTimeout(() => stalled.abort(new Error(`nothing received for ${stallMs} ms`)), stallMs);
  try {
    const response = await fetchThroughProxy(url, {
      headers: { 'accept-encoding': 'identity' },
      signal: signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal,
    });
    if (!response.ok) throw await refusal(response);
    await writeChecked(part, file, response, (receivedBytes) => {
      watchdog.refresh();
      onProgress?.({ path: file.path, url, receivedBytes, totalBytes: file.bytes });
    });
    await rename(part, to);
  } finally {
    clearTimeout(watchdog);
    await rm(part, { force: true });
  }
}

async function refusal(response: Fetched): Promise<Refused> {
  await response.body?.cancel();
  return new Refused(
    `HTTP ${response.status} ${response.statusText}`.trim(),
    response.status === 429 || response.status >= 500,
  );
}

async function writeChecked(
  part: string,
  file: DataFile,
  response: Fetched,
  onBytes: (received: number) => void,
): Promise<void> {
  const hash = createHash('sha256');
  let received = 0;
  const handle = await open(part, 'wx');
  try {
    for await (const chunk of response.body ?? []) {
      received += chunk.length;
      if (received > file.bytes) throw new Refused(`more than the expected ${file.bytes} bytes`, false);
      hash.update(chunk);
      await handle.writeFile(chunk);
      onBytes(received);
    }
    if (received < file.bytes) throw new Refused(`broke off after ${received} of ${file.bytes} bytes`, true);
    const sha256 = hash.digest('hex');
    if (sha256 !== file.sha256) throw new Refused(`expected SHA-256 ${file.sha256}, got ${sha256}`, false);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Removes parts that a killed process left behind. */
async function removeAbandoned(to: string): Promise<void> {
  const folder = dirname(to);
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${basename(to)}.`) || !name.endsWith('.part')) continue;
    const path = join(folder, name);
    const age =
      Date.now() -
      (await stat(path).then(
        (facts) => facts.mtimeMs,
        () => Date.now(),
      ));
    if (age > ABANDONED_MS) await rm(path, { force: true });
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? messageOf(error) : `${messageOf(error)} (${messageOf(cause)})`;
}
