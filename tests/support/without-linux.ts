/*
 * Preloaded by `--import`: a machine that is not Linux, as far as a test can make one. Modules of the native sandbox
 * throw when they are imported, and there is no /proc, on Windows no user id and no process group either. A command
 * finds no Python; tests may use one.
 */
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { registerHooks, syncBuiltinESMExports } from 'node:module';
import { fileURLToPath } from 'node:url';
import { onOtherPlatform, pretended } from './other-platform.ts';

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.startsWith('file:') || !/module|commonjs/.test(loaded.format ?? '')) return loaded;
    return { ...loaded, source: onOtherPlatform(fileURLToPath(url), String(loaded.source)) };
  },
});

const { readFileSync, readlinkSync } = fs;
fs.readFileSync = guarded(readFileSync);
fs.readlinkSync = guarded(readlinkSync);
const { spawn } = childProcess;
childProcess.spawn = ((command: string, ...rest: unknown[]) =>
  (spawn as (...words: unknown[]) => unknown)(
    /python[\d.]*$/.test(command) && process.env['W4S_TESTS'] !== 'wasm' ? `no-${command}` : command,
    ...rest,
  )) as typeof spawn;
syncBuiltinESMExports();

const kill = process.kill.bind(process);
process.kill = (pid, signal) => {
  if (pid < 0 && pretended === 'win32') throw new Error('a process group was signalled where there are none');
  return kill(pid, signal);
};
if (pretended === 'win32') Object.assign(process, { getuid: undefined, geteuid: undefined, getgid: undefined });

function guarded<F extends (...words: never[]) => unknown>(read: F): F {
  return ((...words: never[]) => {
    const path = String(words[0]);
    if (/^\/(proc|sys|dev)\//.test(path)) throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
    return read(...words);
  }) as F;
}
