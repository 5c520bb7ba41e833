import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { storeKinds } from '../../tests/support/stores.ts';
import { type Run, type Store, claimRun, createRun, findRun, isAlive, openStore, updateRun } from './index.ts';

describe.each(storeKinds())('on $kind', ({ fresh }) => {
  let store: Store;
  let run: Run;

  beforeEach(async () => {
    store = await openStore(await fresh());
    run = await createRun(store, { command: 'optimize', task: 'gsm-hard', config: {}, configHash: 'c1' });
  });
  afterEach(async () => {
    await store.close();
  });

  const nothing = (): void => {};
  const quick = { heartbeatMs: 20, watchMs: 100 };
  const claim = (onCancel = nothing) => claimRun(store, run.id, onCancel, quick);
  const LONG_AGO = Date.now() - 3_600_000;

  /** A process that holds the run, as it is or stopped by a signal. */
  async function holder(): Promise<{ pid: number; kill(signal: NodeJS.Signals): void; ended: Promise<unknown> }> {
    const child = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `
    const { openStore, claimRun } = await import(${JSON.stringify(new URL('index.ts', import.meta.url).href)});
    await claimRun(await openStore(${JSON.stringify(store.url)}), ${JSON.stringify(run.id)}, () => {});
    console.log('holds');
    setInterval(() => {}, 1000);
  `,
    ]);
    await once(child.stdout, 'data');
    return { pid: child.pid!, kill: (signal) => void child.kill(signal), ended: once(child, 'exit') };
  }

  it('is held by one at a time', async () => {
    const first = await claim();
    await expect(claim()).rejects.toMatchObject({
      code: 'run-busy',
      hint: expect.stringContaining('w4s cancel'),
    });
    expect(isAlive(await findRun(store, run.id))).toBe(true);
    await first.release();
    await (await claim()).release();
  });

  it('of two that claim at once, one gets it', async () => {
    const outcomes = await Promise.allSettled([claim(), claim(), claim()]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected']);
  });

  it('a process that lives is not robbed by the clock, one that died is succeeded at once', async () => {
    const other = await holder();
    other.kill('SIGSTOP'); // a machine that was asleep, a disk that hung
    await updateRun(store, run.id, { heartbeat_at: LONG_AGO });
    await expect(claim()).rejects.toMatchObject({
      code: 'run-busy',
      message: expect.stringContaining(`process ${other.pid}`),
    });
    other.kill('SIGKILL');
    await other.ended;
    await (await claim()).release();
  });

  it("one that can't be asked keeps its run while its heart beats, whatever its clock says", async () => {
    await updateRun(store, run.id, { owner: 'elsewhere:1:0000beef-1-17:x', heartbeat_at: LONG_AGO });
    const beats = setInterval(
      () => void updateRun(store, run.id, { heartbeat_at: LONG_AGO + (Date.now() % 100_000) }),
      20,
    );
    await expect(claim()).rejects.toMatchObject({ code: 'run-busy' });
    clearInterval(beats);
    await vi.waitFor(async () => (await claim()).release(), { timeout: 10_000, interval: 50 }); // the last beat may be on its way
  });

  it('tells its holder when it is lost, and lets it write nothing more', async () => {
    const mine = await claim();
    await updateRun(store, run.id, { owner: 'elsewhere:7:0000beef-1-17:x', heartbeat_at: Date.now() });
    await once(mine.lost, 'abort');
    expect(mine.lost.reason).toMatchObject({
      code: 'run-lost',
      message: expect.stringContaining('process 7 on elsewhere'),
    });
    await expect(mine.finish('done', null, { mine: true })).rejects.toMatchObject({ code: 'run-lost' });
    await mine.release();
    expect(await findRun(store, run.id)).toMatchObject({
      status: 'running',
      result: null,
      owner: 'elsewhere:7:0000beef-1-17:x',
    });
  });

  it('an end that comes before the heart has beaten is held back as well', async () => {
    const mine = await claimRun(store, run.id, nothing);
    await updateRun(store, run.id, { owner: 'elsewhere:7:0000beef-1-17:x' });
    await expect(mine.finish('done', null, {})).rejects.toMatchObject({ code: 'run-lost' });
    expect((await findRun(store, run.id)).status).toBe('running');
  });

  it('hears that it was cancelled', async () => {
    const cancelled = Promise.withResolvers<void>();
    const mine = await claim(cancelled.resolve);
    await updateRun(store, run.id, { cancel_requested: 1 });
    await cancelled.promise;
    await mine.release();
  });
});
