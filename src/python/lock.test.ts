import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeLock } from './lock.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-lock-'));
  path = join(folder, 'environment.lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('the second waits until the first gives it back', async () => {
  const order: string[] = [];
  const release = await takeLock({ path });
  const second = takeLock({ path, pollMs: 10, onWait: () => order.push('waits') }).then((free) => {
    order.push('second');
    return free;
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  order.push('first done');
  release();
  (await second)();
  expect(order).toEqual(['waits', 'first done', 'second']);
});

test('waiting ends with an abort', async () => {
  const release = await takeLock({ path });
  await expect(takeLock({ path, signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ name: 'AbortError' });
  release();
});

test('a folder that is not there is told', async () => {
  await expect(takeLock({ path: join(folder, 'nowhere', 'lock') })).rejects.toMatchObject({
    code: 'cache-unwritable',
    hint: expect.stringContaining('W4S_CACHE'),
  });
});
