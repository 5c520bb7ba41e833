import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fakeModel } from '../src/model/index.ts';
import { type OptimizeOptions, optimize } from '../src/optimize/index.ts';
import { type SimServer, startSim } from '../src/providers/sim/index.ts';
import { openStore } from '../src/store/index.ts';
import { loadTask } from '../src/task/index.ts';
import { type StartedCli, startCli } from './support/cli.ts';
import { fencesOf } from './support/fences.ts';
import { noPooler, startPooler } from './support/pooler.ts';
import { type PostgresServer, noPostgres, query, startPostgres } from './support/postgres.ts';
import { PROGRAM } from './support/program.ts';
import { rounds } from './support/rounds.ts';
import { tcpProxy, through } from './support/tcp-proxy.ts';
import { temporaryFolders } from './support/temporary.ts';

if (noPostgres) console.log('No PostgreSQL (its server on the PATH): workers are not tested.');

const folder = temporaryFolders();
const started: StartedCli[] = [];
let sim: SimServer;
let server: PostgresServer;
beforeAll(async () => {
  if (noPostgres) return;
  server = await startPostgres();
  sim = await startSim({ tasks: [await loadTask('word-problems')], latencyMs: 200 });
});
afterEach(() => {
  for (const { child } of started.splice(0)) child.kill('SIGKILL');
});
afterAll(async () => {
  await sim?.close();
  await server?.close();
});

/** A store that is there, and a folder to work in. */
async function place(): Promise<{ url: string; cwd: string }> {
  const url = await server.database();
  await (await openStore(url)).close();
  return { url, cwd: folder() };
}

interface Place {
  url: string;
  cwd: string;
}

function start(words: readonly string[], cwd: string, env: Record<string, string> = {}): StartedCli {
  const one = startCli(words, { cwd, env });
  started.push(one);
  return one;
}

function worker({ url, cwd }: Place, more: readonly string[] = [], env?: Record<string, string>): StartedCli {
  return start(['worker', '--store', url, '--concurrency', '6', ...more], cwd, env);
}

const MODEL = (): string => `${sim.url}#sim-executor`;

function evaluation({ url, cwd }: Place, more: readonly string[] = []): StartedCli {
  const words = ['eval', join(import.meta.dirname, '../examples/workflows/self_consistency.py')];
  const task = ['--task', 'word-problems', '--executor', MODEL(), '--limit', '60', '--concurrency', '24'];
  return start([...words, ...task, '--store', url, '--json', '--fresh', ...more], cwd);
}

const SEARCH = '--turns 2 --candidates 2 --validation 12 --test 8 --seed 5 --concurrency 12'.split(' ');

function search({ url, cwd }: Place, more: readonly string[] = []): StartedCli {
  const models = ['--executor', MODEL(), '--meta', `${sim.url}#sim-meta`];
  return start(['optimize', 'word-problems', ...models, ...SEARCH, '--store', url, '--json', ...more], cwd);
}

async function count(url: string, what: string): Promise<number> {
  const [row] = await query(url, `select (${what}) as n`);
  return Number(row?.['n'] ?? 0);
}

async function until(url: string, what: string, least: number): Promise<void> {
  while ((await count(url, what)) < least) await sleep(100);
}

const RESULTS = 'select count(*) from item_results where score is not null';

/** Scores of an evaluation, the same whoever ran its items. */
function scores(url: string): Promise<Record<string, unknown>[]> {
  return query(url, 'select item_id, repeat, score, answer from item_results order by item_id, repeat');
}

const ASKS_TWICE = `\`\`\`python
def workflow(agent, task):
    votes = [agent.call_llm(messages=[{"role": "user", "content": task}])[0] for _ in range(2)]
    return {"answer": votes[-1]}
\`\`\``;

const KILLS = rounds(12, 40);

describe.skipIf(noPostgres)('workers', () => {
  it('run the items of an evaluation as one process would, each item once', async () => {
    const there = await place();
    const crew = [worker(there), worker(there), worker(there), worker(there)];
    const { code, result, stderr } = await evaluation(there, ['--workers']).done;
    expect(code, stderr).toBe(0);
    crew.forEach(({ child }, i) => child.kill(i % 2 === 0 ? 'SIGINT' : 'SIGTERM')); // as a person, or as systemd and a pod
    const ends = await Promise.all(crew.map(({ done }) => done));
    expect(ends.map((end) => end.code)).toEqual([0, 0, 0, 0]);
    expect(await count(there.url, RESULTS)).toBe(60);
    expect(await count(there.url, 'select sum(completions) from calls')).toBe(result.calls);
    expect(await count(there.url, 'select count(*) from intents')).toBe(0);
    expect(await count(there.url, 'select count(*) from workers')).toBe(0);
    const alone = await place();
    expect((await evaluation(alone).done).code).toBe(0);
    expect(await scores(there.url)).toEqual(await scores(alone.url));
  }, 300_000);

  it('what a killed one had in hand goes to another within ten seconds', async () => {
    const there = await place();
    const [victim] = [worker(there), worker(there)];
    const run = evaluation(there, ['--workers', '--limit', '40']);
    await until(there.url, RESULTS, 6);
    victim!.child.kill('SIGKILL');
    const killedAt = performance.now();
    const { code, stderr } = await run.done;
    expect(code, stderr).toBe(0);
    expect(performance.now() - killedAt).toBeLessThan(20_000); // 10 s, and what is left of the items
    expect(await count(there.url, RESULTS)).toBe(40);
  }, 300_000);

  it.each([
    ['--max-calls', '70'],
    ['--max-calls', '3'],
  ])(
    'never pass %s %s',
    async (...cap) => {
      const there = await place();
      const before = sim.stats().choices;
      for (let i = 0; i < 4; i++) worker(there);
      const { code } = await evaluation(there, ['--workers', ...cap]).done;
      expect(code).toBe(3);
      expect(sim.stats().choices - before).toBeLessThanOrEqual(Number(cap[1]));
      expect(await count(there.url, 'select sum(completions) from calls')).toBeLessThanOrEqual(Number(cap[1]));
    },
    120_000,
  );

  it('that go on where a search was killed leave it to one that pays alone, within its cap', async () => {
    const there = await place();
    const before = sim.stats().choices;
    for (let i = 0; i < 2; i++) worker(there);
    const run = evaluation(there, ['--workers', '--max-calls', '100']);
    await until(there.url, RESULTS, 4);
    run.child.kill('SIGKILL');
    await run.done;
    const { code } = await evaluation(there, ['--max-calls', '100']).done;
    expect(code).toBe(3);
    expect(await count(there.url, 'select sum(completions) from calls')).toBeLessThanOrEqual(100);
    expect(sim.stats().choices - before).toBeLessThanOrEqual(100);
    expect(await count(there.url, 'select count(*) from workers')).toBe(0);
  }, 120_000);

  /** A search of two candidates, each of which asks 16 times on 8 items; what it is asked for lies in rows. */
  const capped = ({ url, cwd }: Place, maxExecutorCalls: number, more: Partial<OptimizeOptions> = {}) =>
    optimize({
      task: 'word-problems',
      executor: MODEL(),
      meta: fakeModel(() => ASKS_TWICE, { id: 'fake:meta' }),
      turns: 1,
      candidates: 2,
      validation: 8,
      test: 0,
      start: 'none',
      racing: 'off',
      review: 'never',
      store: url,
      dataDir: cwd,
      config: {},
      workers: true,
      maxExecutorCalls,
      ...more,
    });
  const ASKED = 'select sum(calls) from asked';
  const COUNTED = 'select sum(calls) from item_results where score is not null';
  const statuses = async (url: string) =>
    (await query(url, 'select status from candidates order by slot')).map(({ status }) => status);

  it('never pass a cap on executor calls, whoever dies; a higher one goes on, without workers too', async () => {
    const there = await place();
    const before = sim.stats().choices;
    const [victim] = [worker(there), worker(there), worker(there)];
    const ended = capped(there, 25);
    await until(there.url, RESULTS, 2);
    victim!.child.kill('SIGKILL');
    const first = await ended;
    const stopped = { status: 'stopped', reason: 'The cap of 25 executor calls is reached.', run: first.run };
    expect(first).toMatchObject({ ...stopped, best: { candidate: `${first.run}/t01c0` } });
    expect(await statuses(there.url)).toEqual(['scored', 'stopped']);
    expect(await count(there.url, ASKED)).toBe(25);
    const [trials, lost] = [4, await count(there.url, "select count(*) from calls where error = 'in-flight'")];
    expect(sim.stats().choices - before).toBeLessThanOrEqual(25 + trials + lost);

    expect(await capped(there, 25)).toMatchObject(stopped);
    expect(await count(there.url, ASKED)).toBe(25);

    const alone = await capped(there, 30, { workers: false });
    expect(alone).toMatchObject({ status: 'stopped', reason: 'The cap of 30 executor calls is reached.' });
    expect(await count(there.url, COUNTED)).toBeLessThanOrEqual(30);

    expect(await capped(there, 32)).toMatchObject({ status: 'done', run: first.run });
    expect(await statuses(there.url)).toEqual(['scored', 'scored']);
    expect([await count(there.url, ASKED), await count(there.url, COUNTED)]).toEqual([32, 32]);
  }, 300_000);

  it('run the searches and tests of a comparison, within its cap', async () => {
    const there = await place();
    for (let i = 0; i < 2; i++) worker(there);
    const models = ['--executor', MODEL(), '--meta', `${sim.url}#sim-meta`];
    const size = '--turns 2 --seeds 1 --validation 6 --test 6 --calls 20 --without best-of-n --without vote'.split(' ');
    const words = ['ablation', 'word-problems', ...models, ...size, '--workers', '--json', '--store', there.url];
    const { code, result, stderr } = await start(words, there.cwd).done;
    expect(code, stderr).toBe(0);
    expect(result.cells.map((cell: { arm: string }) => cell.arm)).toEqual(['untrained', 'start']);
    expect(await count(there.url, ASKED)).toBeLessThanOrEqual(20);
    expect(await count(there.url, 'select count(*) from spending')).toBe(
      await count(there.url, 'select count(*) from runs'),
    );
  }, 300_000);

  it.each([
    ['another executor', ['--executors', 'http://127.0.0.1:9/v1#other'], 'this worker was started with --executors'],
    ['another sandbox', ['--sandbox', 'wasm'], 'the sandbox differs'],
  ])(
    'one with %s says so and takes nothing',
    async (_what, words, reason) => {
      const there = await place();
      const odd = worker(there, words);
      const run = evaluation(there, ['--workers', '--limit', '4']);
      await until(there.url, `select count(*) from workers where state = 'refused'`, 1);
      expect(odd.printed()).toContain(reason);
      const shown = await start(['show', 'latest', '--store', there.url], there.cwd).done;
      expect(shown.stdout).toContain('1 refused');
      worker(there);
      expect((await run.done).code).toBe(0);
    },
    120_000,
  );

  it('one with other data, or without the task, says so and takes nothing', async () => {
    const there = await place();
    const elsewhere = folder();
    const items = (gold: string): string =>
      Array.from({ length: 6 }, (_, i) => JSON.stringify({ input: `What is ${gold} + ${i}?`, target: gold })).join(
        '\n',
      );
    const task = `name: sums\ndescription: add\nscorer: exact\nsplits:\n  validation: items.jsonl\n  test: test.jsonl\n`;
    for (const [place, gold] of [
      [there.cwd, '1'],
      [elsewhere, '2'],
    ] as const) {
      writeFileSync(join(place, 'sums.yaml'), task);
      writeFileSync(join(place, 'items.jsonl'), items(gold));
      writeFileSync(join(place, 'test.jsonl'), items('t'));
    }
    const other = worker({ ...there, cwd: elsewhere });
    const none = worker({ ...there, cwd: folder() });
    const run = evaluation(there, ['--workers', '--task', './sums.yaml', '--limit', '4']);
    await until(there.url, `select count(*) from workers where state = 'refused'`, 2);
    expect(other.printed()).toContain('data, scorer or description of task ./sums.yaml differ');
    expect(none.printed()).toContain("task ./sums.yaml can't be loaded here");
    worker(there);
    const { code, stderr } = await run.done;
    expect(code, stderr).toBe(0);
  }, 300_000);

  it('one that is to end when idle ends where there are no runs', async () => {
    const { code, stdout, stderr } = await worker(await place(), ['--exit-when-idle', '1']).done;
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('Ended 0 items of 0 runs.');
  }, 60_000);

  it('one that is to end when idle stays while items of others may come back, and ends after them', async () => {
    const there = await place();
    const slow = await startSim({ tasks: [await loadTask('word-problems')], latencyMs: 3_000 });
    const victim = worker(there);
    const run = evaluation(there, ['--workers', '--limit', '4', '--executor', `${slow.url}#sim-executor`]);
    await until(there.url, 'select count(distinct item_id) from intents', 4);
    const heir = worker(there, ['--exit-when-idle', '2']);
    await heir.seen('at work');
    victim.child.kill('SIGKILL');
    const { code, stderr } = await run.done;
    expect(code, stderr).toBe(0);
    const end = await heir.done;
    expect(end.code, end.stderr).toBe(0);
    expect(end.stdout).toContain('Ended 4 items of 1 run.');
    await slow.close();
  }, 120_000);

  it('the Slurm script of the docs: the signal before its time is up ends a worker softly', async () => {
    const there = await place();
    const { text } = fencesOf('docs/scale.md').find((fence) => fence.text.includes('exec w4s worker'))!;
    const bin = join(there.cwd, 'node_modules/.bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'w4s'), `#!/bin/sh\nexec ${process.execPath} ${PROGRAM} "$@"\n`, { mode: 0o755 });
    writeFileSync(join(there.cwd, 'workers.sh'), text.replace(/postgres:\S+/, there.url));
    const env = { PATH: process.env.PATH, HOME: there.cwd, SLURM_SUBMIT_DIR: there.cwd };
    const job = spawn('bash', ['workers.sh'], { cwd: there.cwd, env, stdio: ['ignore', 'pipe', 'ignore'] });
    let printed = '';
    job.stdout.on('data', (chunk) => (printed += chunk));
    const run = evaluation(there, ['--workers', '--limit', '12']);
    await until(there.url, RESULTS, 2);
    job.kill('SIGINT'); // to the batch script alone: #SBATCH --signal=B:INT@120
    expect(await once(job, 'close')).toEqual([0, null]);
    const ended = await count(there.url, RESULTS);
    expect(printed).toContain(`Ended ${ended} items of 1 run.`);
    worker(there);
    expect((await run.done).code).toBe(0);
  }, 120_000);

  it('clocks an hour off change nothing', async () => {
    const there = await place();
    const shim = join(there.cwd, 'clock.mjs');
    const shift = 'const now = Date.now; Date.now = () => now() + Number(process.env.CLOCK_OFF);';
    writeFileSync(shim, shift);
    for (const off of ['3600000', '-3600000']) worker(there, [], { NODE_OPTIONS: `--import ${shim}`, CLOCK_OFF: off });
    worker(there);
    const { code, result, stderr } = await evaluation(there, ['--workers']).done;
    expect(code, stderr).toBe(0);
    expect(await count(there.url, RESULTS)).toBe(60);
    expect(await count(there.url, 'select sum(completions) from calls')).toBe(result.calls);
  }, 300_000);

  it.skipIf(noPooler)(
    'work through PgBouncer in transaction mode',
    async () => {
      const direct = await place();
      const pooler = await startPooler(direct.url);
      const there = { ...direct, url: pooler.url };
      const crew = [worker(there), worker(there)];
      const { code, stderr } = await evaluation(there, ['--workers', '--limit', '30']).done;
      expect(code, stderr).toBe(0);
      expect(await count(direct.url, RESULTS)).toBe(30);
      for (const { child } of crew) child.kill('SIGKILL');
      await pooler.close();
    },
    300_000,
  );

  it('a second Ctrl-C of a search ends what workers have in hand', async () => {
    const there = await place();
    const crew = worker(there);
    const run = evaluation(there, ['--workers']);
    await until(there.url, RESULTS, 4);
    run.child.kill('SIGINT');
    await sleep(200);
    run.child.kill('SIGINT');
    expect((await run.done).code).toBe(130);
    await sleep(2_500);
    const before = sim.stats().choices;
    await sleep(1_000);
    expect(sim.stats().choices).toBe(before);
    expect(crew.child.exitCode).toBeNull();
    expect(await count(there.url, 'select count(*) from workers')).toBe(0);
    const again = await evaluation(there, ['--workers']).done;
    expect(again.code, again.stderr).toBe(0);
    expect(await count(there.url, RESULTS)).toBe(60);
  }, 300_000);

  it('a network that is cut, at night for half a minute, loses nothing', async () => {
    const there = await place();
    const wire = await tcpProxy(server.port);
    const far = { ...there, url: through(there.url, wire) };
    worker(far);
    worker(far);
    const run = evaluation(far, ['--workers']);
    await until(there.url, RESULTS, 10);
    wire.cut();
    await sleep(rounds(8, 30) * 1_000);
    wire.mend();
    const { code, stderr } = await run.done;
    expect(code, stderr).toBe(0);
    expect(await count(there.url, RESULTS)).toBe(60);
    await wire.close();
  }, 300_000);

  it(`${KILLS} kills of workers and search, and the winner is that of a run in peace`, async () => {
    const peace = await place();
    const wanted = await search(peace).done;
    expect(wanted.code, wanted.stderr).toBe(0);
    const there = await place();
    const before = sim.stats().choices;
    const crew = [worker(there), worker(there), worker(there)];
    let run = search(there, ['--workers']);
    let kills = 0;
    for (; kills < KILLS && run.child.exitCode === null; kills++) {
      await sleep(700 + 1_500 * Math.random());
      if (kills % 4 === 3) {
        run.child.kill('SIGKILL');
        await run.done;
        run = search(there, ['--workers']);
      } else {
        crew[kills % 3]!.child.kill('SIGKILL');
        crew[kills % 3] = worker(there);
      }
    }
    let end = await run.done;
    while (end.code === null) end = await (run = search(there, ['--workers'])).done;
    expect(end.code, end.stderr).toBe(0);
    const [a, b] = [wanted.result.best, end.result.best];
    expect([b.validation.accuracy, b.test.accuracy, b.hash]).toEqual([a.validation.accuracy, a.test.accuracy, a.hash]);
    console.log(`${kills} kills`);
    const told = await count(there.url, `select sum(completions) from calls where error = 'in-flight'`);
    const answers = await count(there.url, 'select count(*) from samples');
    expect(sim.stats().choices - before - answers).toBeLessThanOrEqual(told);
  }, 600_000);
});
