import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SimServer, startSim } from '../src/providers/sim/index.ts';
import { loadTask } from '../src/task/index.ts';
import { runCli, startCli } from './support/cli.ts';

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
  join(folder, store),
  '--json',
  ...more,
];

it('however often a turn is broken off, one candidate of it advanced the state', async () => {
  for (const [mark, signal] of [
    ['"candidate-scored"', 'SIGINT'],
    ['"turn":1', 'SIGINT'],
    ['"turn":2', 'SIGKILL'],
    ['"turn":2', 'SIGINT'],
    ['"turn":3', 'SIGINT'],
  ] as const) {
    const run = startCli(command('turns.db'), { cwd: folder });
    await run.seen(mark);
    await sleep(1_000 + 1_500 * Math.random());
    run.child.kill(signal);
    await run.done;
  }
  const end = await runCli(command('turns.db'), { cwd: folder });
  expect(end.code, end.stderr).toBe(0);
  const database = new DatabaseSync(join(folder, 'turns.db'), { readOnly: true });
  const turns = database
    .prepare('select turn, sum(advanced) as advanced from candidates where turn > 0 group by turn order by turn')
    .all();
  database.close();
  expect(turns.map(({ turn, advanced }) => [turn, advanced])).toEqual([
    [1, 1],
    [2, 1],
    [3, 1],
  ]);
}, 300_000);

it('crashes, however many, do not get a run past its cap', async () => {
  const before = sim.stats().choices;
  let code: number | null = null;
  let crashes = 0;
  for (; code !== 3 && crashes < 40; crashes++) {
    const run = startCli(command('capped.db', '--max-calls', '80'), { cwd: folder });
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
  const shown = await runCli(['show', 'latest', '--store', join(folder, 'capped.db'), '--json'], {
    cwd: folder,
  });
  expect(shown.code, shown.stderr).toBe(0);
  const database = new DatabaseSync(join(folder, 'capped.db'), { readOnly: true });
  const [booked] = database
    .prepare(
      "select count(*) as calls, sum(case when error = 'in-flight' then 1 else 0 end) as lost " +
        'from calls where completions > 0',
    )
    .all();
  database.close();
  expect(Number(booked!.lost)).toBeGreaterThan(0);
  expect(Number(booked!.calls)).toBeLessThanOrEqual(80);
}, 300_000);
