import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where this user keeps what can be made again: `W4S_CACHE`, else the platform's place, with `w4s` in it. */
export function cacheHome(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (env['W4S_CACHE']) return resolve(env['W4S_CACHE']);
  return join(env['XDG_CACHE_HOME'] || platformPlace(env, platform), 'w4s');
}

function platformPlace(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const home = env['HOME'] || homedir();
  if (platform === 'win32') return env['LOCALAPPDATA'] || join(home, 'AppData', 'Local');
  return platform === 'darwin' ? join(home, 'Library', 'Caches') : join(home, '.cache');
}
