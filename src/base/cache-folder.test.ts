import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { cacheHome } from './cache-folder.ts';

const HOME = '/home/ada';

test.each<[NodeJS.Platform, Record<string, string>, string]>([
  ['linux', { HOME }, join(HOME, '.cache', 'w4s')],
  ['freebsd', { HOME }, join(HOME, '.cache', 'w4s')],
  ['darwin', { HOME }, join(HOME, 'Library', 'Caches', 'w4s')],
  ['win32', { HOME }, join(HOME, 'AppData', 'Local', 'w4s')],
  ['win32', { HOME, LOCALAPPDATA: '/local' }, join('/local', 'w4s')],
  ['darwin', { HOME, XDG_CACHE_HOME: '/x' }, join('/x', 'w4s')],
  ['win32', { HOME, W4S_CACHE: '/c' }, resolve('/c')],
])('on %s with %j', (platform, env, place) => {
  expect(cacheHome(env, platform)).toBe(place);
});
