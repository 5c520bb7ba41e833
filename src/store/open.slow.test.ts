import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { rounds } from '../../tests/support/rounds.ts';
import { storeKinds } from '../../tests/support/stores.ts';
import { createRun, openStore, recentRuns } from './index.ts';

const run = { command: 'optimize', task: 'gsm-hard', config: {}, configHash: 'c1' };
const script = `
  const { openStore, createRun } = await import(${JSON.stringify(new URL('index.ts', import.meta.url).href)});
  const store = await openStore(process.argv[1]);
  process.stdout.write('open');
  await createRun(store, ${JSON.stringify(run)});
  await store.close();`;
const start = (path: string) =>
  spawn(process.execPath, ['--input-type=module', '-e', script, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });

describe.each(storeKinds())('on $kind', ({ fresh, kind }) => {
  it('a kill at any moment of the start leaves a usable store', async () => {
    const began = performance.now();
    const whole = start(await fresh());
    await once(whole, 'close');
    const startMs = performance.now() - began;
    for (let round = 0; round < rounds(20, kind === 'SQLite' ? 200 : 40); round++) {
      const path = await fresh();
      const child = start(path);
      const closed = once(child, 'close');
      // From the moment that the file can be there to a little after the first run is in it.
      await sleep(startMs * (0.3 + 0.8 * Math.random()));
      child.kill('SIGKILL');
      await closed;
      const store = await openStore(path);
      await createRun(store, run);
      expect((await recentRuns(store, 9)).length, `round ${round}`).toBeGreaterThan(0);
      await store.close();
    }
  }, 300_000);

  it('eight processes that start together on a new store all succeed', async () => {
    for (let round = 0; round < rounds(3, kind === 'SQLite' ? 20 : 5); round++) {
      const path = await fresh();
      const codes = await Promise.all(
        Array.from({ length: 8 }, async () => (await once(start(path), 'close'))[0] as number),
      );
      expect(codes, `round ${round}`).toEqual(Array(8).fill(0));
      const store = await openStore(path);
      expect(await recentRuns(store, 99)).toHaveLength(8);
      await store.close();
    }
  }, 300_000);
});
