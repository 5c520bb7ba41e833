import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

export interface Bubblewrap {
  path: string;
  version: string;
}

/** The installed bubblewrap, or undefined. */
export async function findBubblewrap(): Promise<Bubblewrap | undefined> {
  const path = onPath('bwrap');
  if (path === undefined) return undefined;
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 5000 });
    return { path, version: stdout.trim().split(' ').at(-1) ?? '' };
  } catch {
    return undefined;
  }
}

function onPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
