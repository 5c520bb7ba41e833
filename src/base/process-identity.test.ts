import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { isRunning, processIdentity } from './process-identity.ts';

const [host, pid, birth] = processIdentity().split(':') as [string, string, string];
const tellsBirths = process.platform !== 'win32';

test.each([
  ['this process', processIdentity(), true],
  ['this process with what follows', `${processIdentity()}:a1b2`, true],
  ['a number that nobody has', `${host}:999999999:${birth}`, false],
  ['a number that was given again', `${host}:${pid}:${birth.replace(/\d+$/, '17')}`, !tellsBirths],
  ['another boot, or another container', `${host}:${pid}:0000beef-1-17`, undefined],
  ['this machine, before births were kept', `${hostname()}:${pid}:x`, true],
  ['another machine', 'elsewhere:1:', undefined],
])('%s', (_, identity, running) => {
  expect(isRunning(identity)).toBe(running);
});

test.skipIf(!tellsBirths)('a killed process does not run, even before its parent collects it', async () => {
  const child = spawn(process.execPath, [
    '-e',
    `
    const { spawn } = require('node:child_process');
    const inner = spawn('sleep', ['60'], { stdio: 'ignore' });
    process.on('SIGUSR2', () => { process.kill(inner.pid, 'SIGKILL'); process.stdout.write('x'); for (;;); });
    process.stdout.write(String(inner.pid));
    setInterval(() => {}, 1000);
  `,
  ]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const [text] = (await once(child.stdout, 'data')) as [Buffer];
  const inner = `${hostname()}:${String(text)}:`;
  expect(isRunning(inner)).toBe(true);
  child.kill('SIGUSR2');
  await once(child.stdout, 'data');
  for (let tries = 0; tries < 100 && isRunning(inner) === true; tries++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect(isRunning(inner)).toBe(false);
});
