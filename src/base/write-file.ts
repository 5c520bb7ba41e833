import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { destinationOf } from './destination.ts';
import { W4sError, messageOf } from './errors.ts';
import { makeFolder } from './make-folder.ts';

type Content = string | Uint8Array | AsyncIterable<string>;

export interface WriteOptions {
  /** Makes the folders above that are not there. @default false: the folder must exist */
  withFolder?: boolean;
  /** What to do where it can't be written. */
  hint?: string;
}

/**
 * Writes a file in one step: it is there whole and durable, or it is as it was, whatever happens half-way and whoever
 * writes the same one at the same time. A link stays, and the file that it names is written; the mode of a file stays
 * too. A device or a pipe is written into.
 * @param content Also in pieces, which then never lie in memory together.
 * @throws {W4sError} `file-unwritable`; and what `content` throws
 */
export async function writeFileAtomic(
  path: string,
  content: Content,
  { withFolder = false, hint = 'Free some space, or name another file.' }: WriteOptions = {},
): Promise<void> {
  const told: Told = (step) =>
    step.catch((error: unknown) => {
      throw new W4sError('file-unwritable', `\`${path}\` can't be written: ${messageOf(error)}`, {
        cause: error,
        hint,
      });
    });
  if (withFolder) await told(makeFolder(dirname(path)));
  const { file, stats } = destinationOf(path);
  if (stats !== undefined && !stats.isFile())
    await withHandle(told(open(file, 'w')), (handle) => fill(handle, content, told));
  else await replace(file, { mode: stats?.mode, content, told });
}

/** What the system says of the file as an error of ours. */
type Told = <T>(step: Promise<T>) => Promise<T>;

interface Replacement {
  /** Of the file that was there. */
  mode: number | undefined;
  content: Content;
  told: Told;
}

async function replace(path: string, { mode, content, told }: Replacement): Promise<void> {
  const temporary = `${path}.${randomUUID().slice(0, 8)}.part`;
  const permissions = mode === undefined ? undefined : mode & 0o7777;
  try {
    await withHandle(told(open(temporary, 'wx', permissions)), async (handle) => {
      // What the process masks is missing still; not all file systems know modes.
      if (permissions !== undefined) await handle.chmod(permissions).catch(() => undefined);
      await fill(handle, content, told);
      await told(handle.sync());
    });
    await told(rename(temporary, path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  // The new name is durable once its folder is; where folders can't be opened, as on Windows, this is up to
  // the system.
  await withHandle(open(dirname(path), 'r'), (folder) => folder.sync()).catch(() => undefined);
}

async function fill(handle: FileHandle, content: Content, told: Told): Promise<void> {
  const isInPieces = typeof content === 'object' && Symbol.asyncIterator in content;
  for await (const piece of isInPieces ? content : [content]) await told(handle.writeFile(piece));
}

async function withHandle(opening: Promise<FileHandle>, use: (handle: FileHandle) => Promise<void>): Promise<void> {
  const handle = await opening;
  try {
    await use(handle);
  } finally {
    await handle.close();
  }
}
