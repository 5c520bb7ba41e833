import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where this user keeps what can be made again: `W4S_CACHE`, else the platform's place, with `w4s` in it. */
export function cacheHome(env: NodeJS.ProcessEnv = process.env): string {
  if (env['W4S_CACHE']) return resolve(env['W4S_CACHE']);
  return join(env['XDG_CACHE_HOME'] || platformPlace(env), 'w4s');
}

function platformPlace(env: NodeJS.ProcessEnv): string {
  const home = env['HOME'] || homedir();
  if (process.platform === 'win32') return env['LOCALAPPDATA'] || join(home, 'AppData', 'Local');
  return process.platform === 'darwin' ? join(home, 'Library', 'Caches') : join(home, '.cache');
}
