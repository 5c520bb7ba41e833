import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where this user keeps what can be made again: `W4S_CACHE`, else the platform's place, with `w4s` in it. */
export function cacheHome(env: NodeJS.ProcessEnv = process.env): string {
  if (env['W4S_CACHE']) return resolve(env['W4S_CACHE']);
  return join(env['XDG_CACHE_HOME'] || platformPlace(env), 'w4s');
}

function platformPlace(env: NodeJS.ProcessEnv): string {
  if (process.platform === 'win32') return env['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local');
  return process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
}
