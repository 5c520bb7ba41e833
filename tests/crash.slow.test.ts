import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SimServer, startSim } from '../src/providers/sim/index.ts';
import { loadTask } from '../src/task/index.ts';
import { type Store, candidatesOf, ledgerRows, openStore, recentRuns } from '../src/store/index.ts';
import { runCli, startCli } from './support/cli.ts';
import { isNight } from './support/rounds.ts';
import { storeKinds } from './support/stores.ts';

let folder: string;
let sim: SimServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-crash-'));
  sim = await startSim({ tasks: [await loadTask('word-problems')], latencyMs: 250 });
});
afterAll(async () => {
  await sim.close();
  await rm(folder, { recursive: true, force: true });
});

const command = (store: string, ...more: string[]): string[] => [
  'optimize',
  'word-problems',
  '--executor',
  `${sim.url}#sim-executor`,
  '--meta',
  `${sim.url}#sim-meta`,
  '--turns',
  '3',
  '--candidates',
  '3',
  '--validation',
  '16',
  '--test',
  '10',
  '--seed',
  '5',
  '--concurrency',
  '8',
  '--store',
  store,
  '--json',
  ...more,
];

/** Reads from the only run of a store. */
async function opened<T>(url: string, read: (store: Store, run: string) => Promise<T>): Promise<T> {
  const store = await openStore(url);
  const [run] = await recentRuns(store, 1);
  return read(store, run!.id).finally(() => store.close());
}

describe.each(storeKinds({ postgres: isNight }))('on $kind', ({ fresh }) => {
  it('however often a turn is broken off, one candidate of it advanced the state', async () => {
    const url = await fresh();
    for (const [mark, signal] of [
      ['"candidate-scored"', 'SIGINT'],
      ['"turn":1', 'SIGINT'],
      ['"turn":2', 'SIGKILL'],
      ['"turn":2', 'SIGINT'],
      ['"turn":3', 'SIGINT'],
    ] as const) {
      const run = startCli(command(url), { cwd: folder });
      await run.seen(mark);
      await sleep(1_000 + 1_500 * Math.random());
      run.child.kill(signal);
      await run.done;
    }
    const end = await runCli(command(url), { cwd: folder });
    expect(end.code, end.stderr).toBe(0);
    const turns = await opened(url, async (store, run) =>
      (await candidatesOf(store, run)).filter((one) => one.turn > 0 && one.advanced === 1).map(({ turn }) => turn),
    );
    expect(turns).toEqual([1, 2, 3]);
  }, 300_000);

  it('crashes, however many, do not get a run past its cap', async () => {
    const url = await fresh();
    const before = sim.stats().choices;
    let code: number | null = null;
    let crashes = 0;
    for (; code !== 3 && crashes < 40; crashes++) {
      const run = startCli(command(url, '--max-calls', '80'), { cwd: folder });
      void run.seen('"run-started"').catch(() => undefined);
      await Promise.race([
        run.done,
        run
          .seen('"run-')
          .then(() => sleep(400 + 600 * Math.random()))
          .catch(() => undefined),
      ]);
      run.child.kill('SIGKILL');
      ({ code } = await run.done);
    }
    expect(crashes).toBeGreaterThan(1);
    expect(code).toBe(3);
    expect(sim.stats().choices - before).toBeLessThanOrEqual(80);
    const shown = await runCli(['show', 'latest', '--store', url, '--json'], {
      cwd: folder,
    });
    expect(shown.code, shown.stderr).toBe(0);
    const ledger = await opened(url, ledgerRows);
    const sum = (what: 'completions' | 'inFlight'): number => ledger.reduce((total, row) => total + row[what], 0);
    expect(sum('inFlight')).toBeGreaterThan(0);
    expect(sum('completions')).toBeLessThanOrEqual(80);
  }, 300_000);
});
