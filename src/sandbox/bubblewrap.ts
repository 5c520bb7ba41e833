import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

export interface Bubblewrap {
  path: string;
  version: string;
  /** Whether it knows `--disable-userns` (0.8 and newer). */
  disableUserns: boolean;
}

const FIRST_WITH_DISABLE_USERNS = [0, 8];

/** The installed bubblewrap, or undefined. */
export async function findBubblewrap(): Promise<Bubblewrap | undefined> {
  const path = onPath('bwrap');
  if (path === undefined) return undefined;
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 5000 });
    const version = stdout.trim().split(' ').at(-1) ?? '';
    const [major = 0, minor = 0] = version.split('.').map(Number);
    const [knownMajor = 0, knownMinor = 0] = FIRST_WITH_DISABLE_USERNS;
    return { path, version, disableUserns: major > knownMajor || (major === knownMajor && minor >= knownMinor) };
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
