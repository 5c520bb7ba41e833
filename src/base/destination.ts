import { type Stats, readlinkSync, realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Links that are followed to what is not there yet. */
const MOST_LINKS = 40;

/** Where a file that is to be written comes to lie. */
export interface Destination {
  /** The file itself, behind all links; a device or a pipe, which nothing can be put in the place of, by its path. */
  file: string;
  /** What stands there; `undefined` for nothing. */
  stats: Stats | undefined;
}

export function destinationOf(path: string): Destination {
  const stats = orNothing(() => statSync(path));
  if (stats === undefined) return { file: behindLinks(path, MOST_LINKS), stats };
  return { file: stats.isFile() ? (orNothing(() => realpathSync(path)) ?? path) : path, stats };
}

function behindLinks(path: string, left: number): string {
  const next = orNothing(() => resolve(realpathSync(dirname(path)), readlinkSync(path)));
  return next === undefined || left === 0 ? path : behindLinks(next, left - 1);
}

function orNothing<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
