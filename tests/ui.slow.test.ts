import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { browserPath, openBrowser } from './support/browser.ts';
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

/** In the place of the program that opens a browser: tells its words, who may read the file, and what is in it. */
const OPENER = `#!/bin/sh
cp "$1" "$HOME/../opened.html"
echo "$* $(stat -c %a "$1") $(stat -c %a "$(dirname "$1")")" > "$HOME/../told"
mv "$HOME/../told" "$HOME/../words"
`;
/** Gives a command a terminal. */
const TERMINAL = 'import pty, sys; pty.spawn(sys.argv[1:])';

test.skipIf(process.platform !== 'linux')('a browser is led to the page by a file of this user alone', async () => {
  const place = await mkdtemp(join(folder, 'opened-'));
  const [home, bin] = [join(place, 'home'), join(place, 'bin')];
  for (const one of [home, bin]) await mkdir(one);
  await writeFile(join(bin, 'xdg-open'), OPENER);
  await chmod(join(bin, 'xdg-open'), 0o755);
  const words = ['-c', TERMINAL, process.execPath, PROGRAM, 'ui', '--store', 'store.db', '--port', '0'];
  const env = { ...process.env, HOME: home, PATH: `${bin}:${process.env.PATH}` };
  const child = spawn('python3', words, { cwd: place, env });
  onTestFinished(() => void child.kill());
  const opened = () => readFile(join(place, 'words'), 'utf8').catch(() => '');
  await expect.poll(opened).toMatch(/ 600 700\n$/);
  expect(await opened()).not.toContain('token');
  expect(await opened()).toMatch(new RegExp(`^${home}/w4s-page-\\w+/w4s.html `));
  if (browserPath !== undefined) {
    const browser = await openBrowser();
    const page = await browser.newPage();
    await page.goto(pathToFileURL(join(place, 'opened.html')).href);
    await page.locator('.state', { hasText: 'live' }).waitFor();
    expect(page.url()).not.toContain('token');
    await browser.close();
  }
  child.stdin.write('\u0003');
  await once(child, 'exit');
  expect(await readdir(home)).not.toContainEqual(expect.stringMatching('w4s-page-'));
});
