import { spawn } from 'node:child_process';
import { openSync, readFileSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolderSync } from '../base/make-folder.ts';
import { W4sError } from '../base/errors.ts';
import { tailOf } from '../base/clip.ts';

/** Milliseconds after which a process that still runs is taken to be at work. */
const AT_WORK_MS = 2_000;
/** Characters of what it wrote that are told when it failed. */
const TOLD = 2_000;

/**
 * Starts a `w4s` that outlives this one, on a store; what it writes goes to a log in `folder`.
 * @returns what to tell about it. @throws {W4sError} `start-failed` where it ends with an error at once
 */
export async function startDetached(
  words: readonly string[],
  { folder, store }: { folder: string; store: string },
): Promise<string> {
  makeFolderSync(folder);
  const path = join(folder, 'started.log');
  const log = openSync(path, 'w');
  const here = import.meta.url;
  const program = fileURLToPath(new URL(here.endsWith('.ts') ? './start.ts' : './start.js', here));
  const child = spawn(process.execPath, [program, ...words], {
    detached: true,
    windowsHide: true, // else Windows opens a console window for it
    stdio: ['ignore', log, log],
    env: { ...process.env, W4S_STORE: store }, // words can be read by everybody on this machine
  });
  closeSync(log);
  child.unref();
  const ended = await new Promise<number | null | undefined>((resolve) => {
    child.once('exit', resolve);
    child.once('error', () => resolve(null));
    setTimeout(() => resolve(undefined), AT_WORK_MS).unref();
  });
  if (ended === undefined || ended === 0) return `\`w4s ${words[0]}\` is at work; what it writes is in ${path}.`;
  throw new W4sError('start-failed', `\`w4s ${words.join(' ')}\` ended at once`, {
    hint: tailOf(readFileSync(path, 'utf8'), TOLD).trim(),
  });
}
