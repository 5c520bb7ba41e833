import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type PostgresServer, startPostgres } from '../../tests/support/postgres.ts';
import { openStore } from '../../src/store/index.ts';
import { type Process, startProcess } from './process.ts';

const CALLS = 3;
const LATENCY_MS = 200;
/** Of each worker; fewer on a busy machine, where the processor is the limit and not the executor. */
const PLACES = Number(process.env['W4S_BENCH_PLACES'] ?? 4);
/** Of an evaluation, for each worker. */
const ITEMS = 15 * PLACES;

const WORKFLOW = `def workflow(agent, task):
    for step in range(${CALLS}):
        text = agent.call_llm(messages=[{"role": "user", "content": f"{task} ({step})"}])[0]
    return {"answer": text}
`;

interface Scene {
  folder: string;
  server: PostgresServer;
  model: string;
}

/** Worker processes on one machine, against one that works alone; and how long what a killed one held waits. */
export async function benchWorkers(): Promise<Record<string, number | string>> {
  const folder = await mkdtemp(join(tmpdir(), 'w4s-bench-'));
  const server = await startPostgres();
  const sim = startProcess(['sim', '--latency-ms', String(LATENCY_MS), '--json'], folder);
  try {
    await writeTask(folder, 4 * ITEMS);
    const [started] = (await sim.lines(1)) as { data: { url: string } }[];
    const scene = { folder, server, model: `${started?.data.url}#sim-executor` };
    const one = await measure(scene, 1);
    const four = await measure(scene, 4);
    return {
      'items/s of 1 worker': one.rate,
      'items/s of 4 workers': four.rate,
      'ratio of 4 to 1': four.rate / one.rate,
      'share of ideal, 1': one.rate / ((PLACES * 1000) / (CALLS * LATENCY_MS)),
      'share of ideal, 4': four.rate / ((4 * PLACES * 1000) / (CALLS * LATENCY_MS)),
      'takeover s': (await takeover(scene)) / 1000,
      'connections of 4 workers and a search': four.connections,
      'transactions an item': four.transactions,
      'bytes an item': four.bytes,
    };
  } finally {
    sim.kill();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure({ folder, server, model }: Scene, workers: number) {
  const url = await server.database();
  await (await openStore(url)).close();
  const crew = Array.from({ length: workers }, () => startWorker(folder, url));
  await sleep(4_000); // all have started
  const before = await stateOf(server, url);
  const search = startEvaluation({ folder, model, url, items: ITEMS * workers, window: 2 * PLACES * workers });
  await until(search, server, url, 'select count(*) > 0 as yes from item_results');
  const connections = (await stateOf(server, url)).connections;
  const [result] = (await search.lines()).slice(-1) as { result: { wallMs: number; n: number } }[];
  const after = await stateOf(server, url);
  for (const one of crew) one.kill();
  const items = ITEMS * workers;
  // The first wave waits for workers to take their seats.
  const ms = await spanOf(server, url);
  return {
    rate: (items * 1000) / ms,
    wallMs: result?.result.wallMs,
    connections,
    transactions: (after.transactions - before.transactions) / items,
    bytes: (after.bytes - before.bytes) / items,
  };
}

/** Milliseconds from the first call to the last, and one item before. */
async function spanOf(server: PostgresServer, url: string): Promise<number> {
  const [row] = await server.query(url, 'select max(at) - min(at) as ms from calls');
  return Number(row?.['ms']) + LATENCY_MS;
}

/** Milliseconds from the kill of a worker until all that it held is in other hands. */
async function takeover({ folder, server, model }: Scene): Promise<number> {
  const url = await server.database();
  await (await openStore(url)).close();
  const crew = [startWorker(folder, url), startWorker(folder, url)];
  const search = startEvaluation({ folder, model, url, items: 2 * ITEMS, window: 4 * PLACES });
  await until(search, server, url, 'select count(*) > 10 as yes from item_results');
  crew[0]?.kill('SIGKILL');
  const killedAt = performance.now();
  const retaken = `select count(*) > 0 as yes from w4s_jobs.job where retry_count > 0 and state = 'active'`;
  await until(search, server, url, retaken);
  const ms = performance.now() - killedAt;
  await search.lines();
  crew[1]?.kill();
  return ms;
}

function startWorker(folder: string, url: string): Process {
  return startProcess(['worker', '--store', url, '--concurrency', String(PLACES), '--json'], folder);
}

interface Evaluation {
  folder: string;
  model: string;
  url: string;
  items: number;
  window: number;
}

function startEvaluation({ folder, model, url, items, window }: Evaluation): Process {
  const words = ['eval', 'three_calls.py', '--task', './numbers.yaml', '--executor', model, '--limit', String(items)];
  return startProcess([...words, '--concurrency', String(window), '--store', url, '--workers', '--json'], folder);
}

async function writeTask(folder: string, count: number): Promise<void> {
  const items = Array.from({ length: count }, (_, i) => JSON.stringify({ input: `Say ${i}.`, target: String(i) }));
  await writeFile(join(folder, 'three_calls.py'), WORKFLOW);
  await writeFile(join(folder, 'items.jsonl'), items.join('\n'));
  await writeFile(join(folder, 'test.jsonl'), JSON.stringify({ input: 'Say x.', target: 'x' }));
  const task =
    'name: numbers\ndescription: say numbers\nscorer: exact\nsplits:\n  validation: items.jsonl\n  test: test.jsonl\n';
  await writeFile(join(folder, 'numbers.yaml'), task);
}

/** @throws when the search ends before */
async function until(search: Process, server: PostgresServer, url: string, sql: string): Promise<void> {
  const ended = search.lines().then(() => {
    throw new Error('Expected the search to go on, it ended');
  });
  ended.catch(() => undefined);
  for (;;) {
    const [row] = await server.query(url, sql);
    if (row?.['yes'] === true) return;
    await Promise.race([sleep(50), ended]);
  }
}

async function stateOf(server: PostgresServer, url: string) {
  const [row] = await server.query(
    url,
    `select (select count(*) from pg_stat_activity where datname = current_database()) - 1 as connections,
      (select xact_commit from pg_stat_database where datname = current_database()) as transactions,
      pg_database_size(current_database()) as bytes`,
  );
  return {
    connections: Number(row?.['connections']),
    transactions: Number(row?.['transactions']),
    bytes: Number(row?.['bytes']),
  };
}
