import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '../../tests/support/postgres.ts';
import { openStore } from '../../src/store/index.ts';
import { startProcess } from './process.ts';

/** Items of an evaluation; `W4S_BENCH_ITEMS=10000` for fewer. */
const ITEMS = Number(process.env['W4S_BENCH_ITEMS'] ?? 100_000);
const CONSUMERS = 2;
const WINDOW = 400;
const MARKS = [0.1, 0.5, 1];

/**
 * One evaluation of many items through the queue, with consumers whose items cost nothing: what search, queue and store
 * take by themselves, and whether memory grows.
 */
export async function benchFlow(): Promise<Record<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), 'w4s-bench-'));
  const server = await startPostgres();
  const consumer = fileURLToPath(new URL('consumer.ts', import.meta.url));
  try {
    await writeTask(folder);
    const url = await server.database();
    await (await openStore(url)).close();
    const crew = Array.from({ length: CONSUMERS }, () => startProcess([url], folder, consumer));
    const words = ['eval', 'echo.py', '--task', './numbers.yaml', '--executor', 'http://127.0.0.1:9/v1#none'];
    const search = startProcess(
      [...words, '--concurrency', String(WINDOW), '--store', url, '--workers', '--json'],
      folder,
    );
    const figures: Record<string, number> = {};
    const count = async (sql: string) => Number((await server.query(url, sql))[0]?.['n']);
    const startedAt = performance.now();
    for (const mark of MARKS) {
      const items = Math.floor(mark * ITEMS * 0.99);
      while ((await count('select count(*) as n from item_results')) < items) await sleep(200);
      figures[`MB of the search at ${items} items`] = search.memory() / 2 ** 20;
      figures[`MB of a consumer at ${items} items`] = (crew[0]?.memory() ?? 0) / 2 ** 20;
      figures[`rows of jobs at ${items} items`] = await count('select count(*) as n from w4s_jobs.job');
    }
    figures['items/s'] = (ITEMS * 1000) / (performance.now() - startedAt);
    await search.lines();
    figures['bytes an item'] = (await count('select pg_database_size(current_database()) as n')) / ITEMS;
    for (const one of crew) one.kill('SIGKILL');
    return figures;
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeTask(folder: string): Promise<void> {
  const items = Array.from({ length: ITEMS }, (_, i) => JSON.stringify({ input: `Say ${i}.`, target: String(i) }));
  await writeFile(join(folder, 'echo.py'), 'def workflow(agent, task):\n    return {"answer": task}\n');
  await writeFile(join(folder, 'items.jsonl'), items.join('\n'));
  await writeFile(join(folder, 'test.jsonl'), JSON.stringify({ input: 'Say x.', target: 'x' }));
  const splits = 'splits:\n  validation: items.jsonl\n  test: test.jsonl\n';
  await writeFile(join(folder, 'numbers.yaml'), `name: numbers\ndescription: say numbers\nscorer: exact\n${splits}`);
}
