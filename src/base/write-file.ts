import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a file in one step: it is there whole and durable, or it is as it was, whatever happens half-way and whoever
 * writes the same one at the same time. Its folder must exist.
 * @param content Also in pieces, which then never lie in memory together.
 */
export async function writeFileAtomic(
  path: string,
  content: string | Uint8Array | AsyncIterable<string>,
): Promise<void> {
  const temporary = `${path}.${randomUUID().slice(0, 8)}.part`;
  try {
    await withHandle(temporary, 'wx', async (file) => {
      await file.writeFile(content);
      await file.sync();
    });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  // The new name is durable once its folder is; where folders can't be opened, as on Windows, this is up to
  // the system.
  await withHandle(dirname(path), 'r', (folder) => folder.sync()).catch(() => undefined);
}

type Handle = Awaited<ReturnType<typeof open>>;

async function withHandle(path: string, flags: string, use: (handle: Handle) => Promise<void>): Promise<void> {
  const handle = await open(path, flags);
  try {
    await use(handle);
  } finally {
    await handle.close();
  }
}
