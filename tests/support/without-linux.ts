/*
 * Preloaded by `--import`: a machine that is not Linux, as far as a test can make one. Modules of the native sandbox
 * throw when they are imported; there is no /proc, no user id, no process group and no Python.
 */
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { registerHooks, syncBuiltinESMExports } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    if (found.url.includes('/sandbox/native/')) throw new Error(`${found.url} was imported where there is no Linux`);
    return found;
  },
});

const { readFileSync, readlinkSync } = fs;
fs.readFileSync = guarded(readFileSync);
fs.readlinkSync = guarded(readlinkSync);
const { spawn } = childProcess;
childProcess.spawn = ((command: string, ...rest: unknown[]) => {
  if (/python\d*$/.test(command)) throw new Error(`${command} was started where there is no Python`);
  return (spawn as (...words: unknown[]) => unknown)(command, ...rest);
}) as typeof spawn;
syncBuiltinESMExports();

const kill = process.kill.bind(process);
process.kill = (pid, signal) => {
  if (pid < 0) throw new Error('a process group was signalled where there are none');
  return kill(pid, signal);
};
Object.assign(process, { getuid: undefined, geteuid: undefined, getgid: undefined });

function guarded<F extends (...words: never[]) => unknown>(read: F): F {
  return ((...words: never[]) => {
    const path = String(words[0]);
    if (/^\/(proc|sys|dev)\//.test(path)) throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
    return read(...words);
  }) as F;
}
