import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeLock } from './lock.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-lock-'));
  path = join(folder, 'trainer.lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('the second waits until the first gives it back', async () => {
  const order: string[] = [];
  const release = await takeLock({ path });
  const second = takeLock({ path, onWait: (owner) => order.push(`waits for ${owner}`) }).then((free) => {
    order.push('second');
    return free;
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  order.push('first done');
  await release();
  await (await second)();
  expect(order).toEqual([`waits for ${hostname()}:${process.pid}`, 'first done', 'second']);
  expect(existsSync(path)).toBe(false);
});

const stale: [string, string, Date][] = [
  ['a dead process of this machine', `${hostname()}:999999999`, new Date()],
  ['another machine, hours ago', 'elsewhere:1', new Date(Date.now() - 5 * 60 * 60_000)],
];
test.each(stale)('a lock of %s is taken over', async (_, owner, at) => {
  await writeFile(path, owner);
  await utimes(path, at, at);
  const release = await takeLock({ path });
  expect(await readFile(path, 'utf8')).toBe(`${hostname()}:${process.pid}`);
  await release();
});

test('waiting ends with an abort', async () => {
  await writeFile(path, 'elsewhere:1');
  await expect(takeLock({ path, signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ name: 'AbortError' });
});

test('a folder that is not there is told', async () => {
  await expect(takeLock({ path: join(folder, 'nowhere', 'lock') })).rejects.toMatchObject({ code: 'cache-unwritable', hint: expect.stringContaining('W4S_CACHE') });
});
