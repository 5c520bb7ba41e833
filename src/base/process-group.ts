import { type ChildProcess, spawn } from 'node:child_process';

/** How to start a process that can be ended together with all that it starts. */
export const OWN_GROUP = { detached: process.platform !== 'win32', windowsHide: true } as const;

/** Ends a process that was started with {@link OWN_GROUP}, and all that it started; with `SIGTERM` it asks them to. */
export function killGroup({ pid }: ChildProcess, signal: 'SIGTERM' | 'SIGKILL' = 'SIGKILL'): void {
  if (pid === undefined) return; // it never started
  if (process.platform === 'win32') {
    const words = ['/pid', String(pid), '/t', ...(signal === 'SIGKILL' ? ['/f'] : [])];
    spawn('taskkill', words, { stdio: 'ignore', windowsHide: true }).on('error', () => {});
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // It ended meanwhile.
  }
}
