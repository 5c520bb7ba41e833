import { mkdtemp, rm, stat } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { browserPath, openBrowser } from '../tests/support/browser.ts';
import { recordRun } from '../tests/support/page-run.ts';
import { pathOf } from '../src/page/contract.ts';
import { servePage } from '../src/page/index.ts';
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
    const ask = (encoding: string) =>
      requested(`${new URL(server.url).origin}${pathOf.matrix(run, 'validation')}`, {
        authorization: `Bearer ${server.token}`,
        'accept-encoding': encoding,
      });
    const first = await ask('identity');
    return {
      'store bytes': (await stat(store.path)).size,
      'first answer, ms': first.ms,
      'answer, bytes': first.body.byteLength,
      'answer with gzip, bytes': gzipSync(first.body).byteLength,
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
  const times = await interactions(page);
  await browser.close();
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return {
    'opened, ms': opened,
    interactions: times.length,
    'p50, ms': at(0.5),
    'p95, ms': at(0.95),
    'most, ms': at(1),
  };
}

async function interactions(page: Page): Promise<number[]> {
  const times: number[] = [];
  const timed = async (act: string, selector: string, value: string): Promise<void> => {
    times.push(
      await page.evaluate<number>(`(${ACT})(${[act, selector, value].map((word) => JSON.stringify(word)).join()})`),
    );
  };
  for (const value of ['flipped', 'regressed', 'failed', 'all']) await timed('choose', '[name=show]', value);
  for (const value of ['hard', 'easy', 'id']) await timed('choose', '[name=sort]', value);
  for (const value of ['1', '12', '123', '12', '']) await timed('type', '[data-filter]', value);
  for (const value of ['t01c0', 't50c1', 't02c1']) await timed('choose', '[name=of]', value);
  for (const value of ['5000', '100000', '300000', '470000', '0']) await timed('scroll', '[role=grid]', value);
  for (const value of ['ArrowDown', 'ArrowRight', 'PageDown', 'End', 'Home', 'PageUp'])
    await timed('press', '[role=grid]', value);
  return times;
}

/** Milliseconds from an input to the second frame after it: what a hand waits. Runs in the page. */
const ACT = `(act, selector, value) => {
  const element = document.querySelector(selector);
  const begin = performance.now();
  if (act === 'scroll') element.scrollTop = Number(value);
  else if (act === 'press') element.dispatchEvent(new KeyboardEvent('keydown', { key: value, bubbles: true }));
  else {
    element.value = value;
    element.dispatchEvent(new Event(act === 'type' ? 'input' : 'change', { bubbles: true }));
  }
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - begin)));
  });
}`;
