import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { storeKinds } from '../../tests/support/stores.ts';
import { createRun, deleteRun, finishRun, openStore, openingsOfSplit, saveOpening } from './index.ts';

const NEW = { command: 'optimize', task: 'gsm-hard', name: 'study/x/0', config: {}, configHash: 'c1' };

describe.each(storeKinds())('on $kind', ({ fresh }) => {
  /** A process that begins the run at a moment, claims it, and says how that ended. */
  async function beginning(url: string, at: number): Promise<{ id: string; claimed: boolean }> {
    const child = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `
    const { openStore, createRun, claimRun } = await import(${JSON.stringify(new URL('index.ts', import.meta.url).href)});
    const store = await openStore(${JSON.stringify(url)});
    await new Promise((resolve) => setTimeout(resolve, ${at} - Date.now()));
    const { id } = await createRun(store, { ...${JSON.stringify(NEW)}, joins: true });
    const claim = await claimRun(store, id, () => {}).catch((error) => error.code);
    console.log(JSON.stringify({ id, claimed: claim !== 'run-busy' }));
    process.stdin.once('data', () => process.exit());
  `,
    ]);
    const said = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (data: Buffer) => resolve(String(data)));
      void text(child.stderr).then((problem) => reject(new Error(problem)));
    });
    // The process that has the run lives until the other has tried.
    setTimeout(() => child.stdin.end('x'), 3_000);
    return JSON.parse(said) as { id: string; claimed: boolean };
  }

  it('of two processes that begin the same run at once, one works on it and there is one row', async () => {
    const url = await fresh();
    await (await openStore(url)).close();
    const at = Date.now() + 2_000;
    const both = await Promise.all([beginning(url, at), beginning(url, at)]);
    expect(new Set(both.map(({ id }) => id)).size).toBe(1);
    expect(both.map(({ claimed }) => claimed).toSorted()).toEqual([false, true]);
    const store = await openStore(url);
    expect(await store.db.selectFrom('runs').select('id').execute()).toHaveLength(1);
    await store.close();
  });

  it('what is over is begun anew; another name, another hash and a run of its own stay apart', async () => {
    const store = await openStore(await fresh());
    const begin = async (change: Partial<Parameters<typeof createRun>[1]> = {}) =>
      (await createRun(store, { ...NEW, joins: true, ...change })).id;
    const first = await begin();
    expect(await begin()).toBe(first);
    await finishRun(store, first, 'stopped', null, null);
    expect(await begin()).toBe(first);
    await finishRun(store, first, 'done', null, null);
    const second = await begin();
    const others = [
      await begin({ name: undefined }),
      await begin({ configHash: 'c2' }),
      await begin({ joins: false }),
      await begin({ joins: false }),
    ];
    expect(await begin()).toBe(second);
    expect(new Set([first, second, ...others]).size).toBe(6);
    await store.close();
  });

  it('what was deleted once it had opened a test split is begun anew, and its next opening counts', async () => {
    const store = await openStore(await fresh());
    const split = { task: 'gsm-hard', splitHash: 'h' };
    const look = async () => {
      const { id } = await createRun(store, { ...NEW, joins: true });
      const opening = { run_id: id, evaluation_id: `${id}/test`, split: 'test', reason: 'winner', at: 1 };
      await saveOpening(store, { ...opening, task: split.task, split_hash: split.splitHash });
      return id;
    };
    const first = await look();
    expect(await look()).toBe(first); // an unfinished one goes on, opened or not
    await deleteRun(store, first);
    await look();
    await deleteRun(store, await look());
    await look();
    expect((await openingsOfSplit(store, split)).count).toBe(3);
    await store.close();
  });
});
