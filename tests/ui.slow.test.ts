import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROGRAM } from './support/program.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-ui-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts `w4s ui` and resolves with the address that it prints. */
async function ui(...words: string[]): Promise<{ child: ChildProcess; url: URL }> {
  const child = spawn(process.execPath, [PROGRAM, 'ui', '--no-open', '--store', 'store.db', ...words], { cwd: folder });
  let text = '';
  for await (const chunk of child.stdout!) {
    text += String(chunk);
    const [url] = /http:\S+/.exec(text) ?? [];
    if (url !== undefined) return { child, url: new URL(url) };
  }
  throw new Error(`Expected an address, got ${text}`);
}

test('two pages of one folder take two ports; Ctrl-C ends one at once, also while somebody listens', async () => {
  const [first, second] = [await ui(), await ui()];
  expect(first.url.port).not.toBe(second.url.port);
  const authorization = `Bearer ${first.url.searchParams.get('token')}`;
  const events = await fetch(new URL('/api/events', first.url), { headers: { authorization } });
  expect(events.status).toBe(200);
  expect(await (await fetch(new URL('/api/runs', first.url), { headers: { authorization } })).json()).toEqual([]);
  expect((await fetch(new URL('/api/runs', second.url), { headers: { authorization } })).status).toBe(403);
  for (const { child } of [first, second]) {
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
  }
});

test('a port that is taken is an error, and says what to do', async () => {
  const { child, url } = await ui('--port', '0');
  const again = spawn(process.execPath, [PROGRAM, 'ui', '--store', 'store.db', '--port', url.port], { cwd: folder });
  let told = '';
  again.stderr.on('data', (chunk) => (told += String(chunk)));
  expect((await once(again, 'exit'))[0]).toBe(1);
  expect(told).toMatch(/can't listen on 127\.0\.0\.1:\d+.*\n.*Choose another port, or 0/);
  child.kill('SIGINT');
  await once(child, 'exit');
});
