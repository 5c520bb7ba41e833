import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SimServer, startSim } from '../src/providers/sim/index.ts';
import { loadTask } from '../src/task/index.ts';
import { openStore } from '../src/store/index.ts';
import { type CliResult, runCli, startCli } from './support/cli.ts';
import { isNight } from './support/rounds.ts';
import { storeKinds } from './support/stores.ts';

let folder: string;
let sim: SimServer;
/** So slow that a run can be stopped before it ends, also on a busy machine where other processes start late. */
let slowSim: SimServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-resume-'));
  const tasks = [await loadTask('word-problems')];
  sim = await startSim({ tasks, latencyMs: 20 });
  slowSim = await startSim({ tasks, latencyMs: 400 });
});
afterAll(async () => {
  await sim.close();
  await slowSim.close();
  await rm(folder, { recursive: true, force: true });
});

/** What must not depend on interruptions: everything but times, ids and what a process happened to pay. */
function essence({ result }: CliResult) {
  const short = (id: string): string => id.split('/').at(-1)!;
  return {
    winner: short(result.best.candidate),
    code: result.best.code,
    validation: result.best.validation,
    test: result.best.test,
    start: result.start.validation,
    gain: result.gain,
    turns: result.turns,
    candidates: result.candidates,
    runnerUp: { ...result.runnerUp, candidate: short(result.runnerUp.candidate) },
    skippedByRacing: result.skippedByRacing,
  };
}

describe.each(storeKinds({ postgres: isNight }))('on $kind', ({ fresh }) => {
  /** The stores of this suite, by the names that its tests give them. */
  const stores = new Map<string, string>();
  const place = async (name: string): Promise<string> => {
    const url = stores.get(name) ?? (await fresh());
    stores.set(name, url);
    return url;
  };

  const command = async (store: string, { url } = sim): Promise<string[]> => [
    'optimize',
    'word-problems',
    '--executor',
    `${url}#sim-executor`,
    '--meta',
    `${url}#sim-meta`,
    '--turns',
    '3',
    '--candidates',
    '2',
    '--validation',
    '24',
    '--test',
    '20',
    '--seed',
    '5',
    '--concurrency',
    '8',
    '--store',
    await place(store),
    '--json',
  ];

  /** All that is on record, times included. */
  async function everyRow(name: string): Promise<unknown[]> {
    const store = await openStore(await place(name));
    const tables = await store.db.introspection.getTables();
    const rows = tables.map(async (table) => [
      table.name,
      await store.db
        .selectFrom(table.name as 'runs')
        .selectAll()
        .execute(),
    ]);
    return Promise.all(rows).finally(() => store.close());
  }

  it('a run killed with -9 again and again ends as the one left alone, and pays for no answer twice', async () => {
    const before = sim.stats().choices;
    const whole = await runCli(await command('whole.db'), { cwd: folder });
    expect(whole.code).toBe(0);
    const paidWhole = sim.stats().choices - before;

    for (const mark of ['"candidate-scored"', '"turn-finished","at"', '"turn":2', '"test-opened"']) {
      const run = startCli(await command('killed.db'), { cwd: folder });
      await run.seen(mark);
      await new Promise((resolve) => setTimeout(resolve, 60));
      run.child.kill('SIGKILL');
      expect((await run.done).signal).toBe('SIGKILL');
    }
    const end = await runCli(
      ['resume', 'latest', '--store', await place('killed.db'), '--concurrency', '8', '--json'],
      {
        cwd: folder,
      },
    );
    expect(end.code, end.stderr).toBe(0);
    expect(essence(end)).toEqual(essence(whole));
    // Lost at each kill: at most the calls under way, 8 items with up to 7 answers each.
    const paidKilled = sim.stats().choices - before - paidWhole;
    expect(paidKilled - paidWhole).toBeLessThanOrEqual(4 * 8 * 7);

    const runs = await runCli(['runs', '--store', await place('killed.db'), '--json'], { cwd: folder });
    expect(runs.result.runs).toHaveLength(1);
  }, 300_000);

  it('`resume` of a run that ran to its end gives its result and changes nothing', async () => {
    const before = sim.stats().requests;
    const rows = await everyRow('whole.db');
    const again = await runCli(['resume', 'latest', '--store', await place('whole.db'), '--json'], { cwd: folder });
    expect(again.code, again.stderr).toBe(0);
    expect(again.result).toMatchObject({ status: 'done', openings: { count: 1, last: { run: again.result.run } } });
    expect(await everyRow('whole.db')).toEqual(rows);
    expect(sim.stats().requests).toBe(before);
  }, 60_000);

  it('the same command on a finished run starts a new one, answered from the cache', async () => {
    const before = sim.stats().choices;
    const again = await runCli(await command('whole.db'), { cwd: folder });
    expect(again.code).toBe(0);
    expect(sim.stats().choices).toBe(before);
    expect(again.result.calls).toBe(0);
  }, 60_000);

  it('a second process on the same run is refused with the way out', async () => {
    const first = startCli(await command('busy.db', slowSim), { cwd: folder });
    await first.seen('"turn":1');
    const second = await runCli(await command('busy.db', slowSim), { cwd: folder });
    expect(second).toMatchObject({ code: 1, error: { code: 'run-busy', hint: expect.stringContaining('w4s cancel') } });
    const cancel = await runCli(['cancel', 'latest', '--store', await place('busy.db'), '--json'], { cwd: folder });
    expect(cancel).toMatchObject({ code: 0, result: { status: 'stopping' } });
    expect(await first.done).toMatchObject({ code: 130, result: { status: 'cancelled' } });
  }, 60_000);

  it('Ctrl-C once finishes what is under way, twice stops at once; both keep the work and go on later', async () => {
    const once = startCli(await command('interrupted.db', slowSim), { cwd: folder });
    await once.seen('"turn":1');
    once.child.kill('SIGINT');
    const first = await once.done;
    expect(first).toMatchObject({
      code: 130,
      result: { status: 'interrupted', report: expect.stringContaining('report.html') },
    });
    expect(first.stderr).toContain('Press Ctrl-C again to stop at once');

    const twice = startCli(await command('interrupted.db', slowSim), { cwd: folder });
    await twice.seen('"turn":2');
    twice.child.kill('SIGINT');
    await twice.seen('Stopping once the calls');
    twice.child.kill('SIGINT');
    expect(await twice.done).toMatchObject({ code: 130 });

    const end = await runCli(await command('interrupted.db', slowSim), { cwd: folder });
    expect(end.code, end.stderr).toBe(0);
    expect(essence(end)).toEqual(essence(await runCli(await command('whole.db'), { cwd: folder })));
  }, 120_000);

  it('a cap is never passed, the work is kept, and a higher cap goes on', async () => {
    const capped = await runCli([...(await command('capped.db')), '--max-calls', '100'], { cwd: folder });
    expect(capped).toMatchObject({
      code: 3,
      result: { status: 'stopped', reason: expect.stringContaining('--max-calls') },
    });
    expect(capped.result.calls).toBeLessThanOrEqual(100);
    expect(capped.result.calls).toBeGreaterThan(80);
    expect(capped.result.report).toContain('report.html');
    const end = await runCli(
      ['resume', 'latest', '--store', await place('capped.db'), '--max-calls', '100000', '--json'],
      { cwd: folder },
    );
    expect(end.code, end.stderr).toBe(0);
    expect(essence(end)).toEqual(essence(await runCli(await command('whole.db'), { cwd: folder })));
  }, 120_000);
});
