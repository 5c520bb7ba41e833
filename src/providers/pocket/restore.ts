import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { cacheHome } from '../../base/cache-folder.ts';
import { makeFolderSync } from '../../base/make-folder.ts';
import { fromDifference } from './difference.ts';

const MARK = '.from-';

/** `meta-rlao.from-meta` beside `meta-rlao.gguf`: the source of the latter; `undefined` if there is none. */
export function differenceFile(path: string): string | undefined {
  const folder = dirname(path);
  const name = existsSync(folder)
    ? readdirSync(folder).find((file) => file.startsWith(`${basename(path, '.gguf')}${MARK}`))
    : undefined;
  return name === undefined ? undefined : join(folder, name);
}

/**
 * Restores weights that exist only as a difference, once, into the cache.
 * @returns their path; `undefined` without a difference.
 */
export function restored(path: string, sha256: string, env: NodeJS.ProcessEnv): string | undefined {
  const difference = differenceFile(path);
  if (difference === undefined) return undefined;
  const folder = join(cacheHome(env), 'pocket');
  const target = join(folder, `${basename(path, '.gguf')}-${sha256.slice(0, 16)}.gguf`);
  if (existsSync(target)) return target;
  const weights = fromDifference(
    readFileSync(join(dirname(path), `${difference.split(MARK).at(-1)}.gguf`)),
    readFileSync(difference),
  );
  makeFolderSync(folder);
  const part = `${target}.${process.pid}.part`;
  writeFileSync(part, weights, { flag: 'wx' });
  renameSync(part, target);
  return target;
}
