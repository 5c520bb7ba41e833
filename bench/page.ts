import { mkdtemp, rm, stat } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { browserPath, openBrowser } from '../tests/support/browser.ts';
import { matrixWaits } from '../tests/support/matrix-waits.ts';
import { recordRun } from '../tests/support/page-run.ts';
import { type MatrixAnswer, pathOf } from '../src/page/contract.ts';
import { servePage } from '../src/page/index.ts';
import { percentiles } from '../src/statistics/index.ts';
import { openStore } from '../src/store/index.ts';

const CANDIDATES = 200;
const ITEMS = 20_000;

/** The largest matrix that the page promises: what the server takes for it, and how long a hand waits in the browser. */
export async function benchPage(): Promise<Record<string, number | string>> {
  const folder = await mkdtemp(join(tmpdir(), 'w4s-bench-page-'));
  const store = await openStore(join(folder, 'store.db'));
  const run = await recordRun(store, { candidates: CANDIDATES - 1, items: 2, text: 'passage' });
  fill(store.path, run);
  const server = await servePage({ store, port: 0, hands: { start: async () => '' } });
  try {
    const ask = (encoding: string, since?: string) =>
      requested(`${new URL(server.url).origin}${pathOf.matrix(run, 'validation', since)}`, {
        authorization: `Bearer ${server.token}`,
        'accept-encoding': encoding,
      });
    const first = await ask('identity');
    const { version } = JSON.parse(new TextDecoder().decode(first.body)) as MatrixAnswer;
    answerMore(store.path, run);
    const change = await ask('identity', version);
    return {
      'store bytes': (await stat(store.path)).size,
      'first answer, ms': first.ms,
      'answer, bytes': first.body.byteLength,
      'answer with gzip, bytes': gzipSync(first.body).byteLength,
      [`${MORE} answers more, bytes`]: change.body.byteLength,
      [`${MORE} answers more, ms`]: change.ms,
      'again, ms': (await ask('identity')).ms,
      'again with gzip, ms': (await ask('gzip')).ms,
      ...(browserPath === undefined ? { browser: 'none' } : await inBrowser(server.url, run)),
    };
  } finally {
    await server.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Answers that a candidate gives between two reads. */
const MORE = 100;

/** The last candidate is at work again, and has answered some of the items. */
function answerMore(path: string, run: string): void {
  const database = new DatabaseSync(path);
  const last = `(select max(id) from evaluations where run_id = '${run}')`;
  database.exec(`pragma busy_timeout = 15000; begin;
    update evaluations set summary = null, status = 'running', finished_at = null where id = ${last};
    update item_results set score = 1 - score where evaluation_id = ${last} and item_id in (
      select item_id from item_results where evaluation_id = ${last} order by random() limit ${MORE});
    commit`);
  database.close();
}

/** Two items become {@link ITEMS}, each answered by all candidates, in one pass of SQL. */
function fill(path: string, run: string): void {
  const database = new DatabaseSync(path);
  const numbers = `with recursive n(i) as (select 2 union all select i + 1 from n where i < ${ITEMS - 1})`;
  database.exec(`pragma busy_timeout = 15000; begin;
    insert into items (run_id, split, item_id, input, target)
      ${numbers} select '${run}', 'validation', 'passage/validation/' || i, 'Item ' || i || ${TEXT}, '"' || (i % 7) || '"' from n;
    insert into item_results (evaluation_id, item_id, repeat, score, answer, note, failure_kind, failure, calls,
        prompt_tokens, completion_tokens, cost_usd, wall_ms, unusable, stdout, malformed, missing_keys, trace)
      ${numbers} select e.id, 'passage/validation/' || i, 0, abs(random()) % 100 < 45 + i % 50, '"' || (i % 7) || '"',
        null, null, null, 1, 3, 2, 0, 5, 0, '', 0, 0, null
      from evaluations e, n where e.run_id = '${run}' order by e.id;
    commit`);
  database.close();
}

const TEXT = `' asks for the number of figs that are left when some were eaten by goats on the way'`;

async function requested(url: string, headers: Record<string, string>): Promise<{ ms: number; body: ArrayBuffer }> {
  const began = performance.now();
  const body = await (await fetch(url, { headers })).arrayBuffer();
  return { ms: performance.now() - began, body };
}

/** What a hand does, and the script that does it. */
async function inBrowser(url: string, run: string): Promise<Record<string, number>> {
  const browser = await openBrowser();
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  await page.goto(url);
  const began = performance.now();
  await page.goto(`${new URL(url).origin}/#/run/${run}/items/validation`);
  await page.locator('[role=gridcell]').first().waitFor();
  const opened = performance.now() - began;
  const times = await matrixWaits(page);
  await browser.close();
  const [p50 = 0, p95 = 0, most = 0] = percentiles(times, [0.5, 0.95, 1]);
  return {
    'opened, ms': opened,
    interactions: times.length,
    'p50, ms': p50,
    'p95, ms': p95,
    'most, ms': most,
  };
}
