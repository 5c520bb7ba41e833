import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'csv-parse/sync';
import type { EvaluationSummary, ItemResult } from '../evaluate/index.ts';
import {
  type Store,
  createRun,
  evaluationLog,
  evaluationsOf,
  finishRun,
  openStore,
  saveItems,
} from '../store/index.ts';
import { renderReport } from './any.ts';
import { csvTable } from '../present/csv-table.ts';
import { ITEM_COLUMNS, itemRows } from './items.ts';

const usage = { calls: 1, promptTokens: 1, completionTokens: 1, costUsd: 0, wallMs: 1 };
const ENDINGS: Pick<ItemResult, 'score' | 'answer' | 'failure'>[] = [
  { score: 1, answer: -5 },
  { score: 0, answer: '=cmd()' },
  { score: 0, answer: null, failure: { kind: 'exception', message: 'KeyError: 1 (line 7)', errorType: 'KeyError' } },
  { score: 0, answer: null, failure: { kind: 'exception', message: 'KeyError: 2 (line 7)', errorType: 'KeyError' } },
  { score: null, answer: null, failure: { kind: 'provider', message: 'HTTP 503' } },
  { score: null, answer: null, failure: { kind: 'provider', message: 'HTTP 503' } },
  { score: null, answer: null, failure: { kind: 'unavailable', message: 'killed' } },
];

let store: Store;
beforeAll(async () => void (store = await openStore(':memory:')));
afterAll(() => store.close());

/** An evaluation with these endings that came out inconclusive. */
async function evaluated() {
  const config = {
    task: 'toy',
    workflow: 'hash',
    label: 'by_hand.py',
    code: 'def workflow(agent, task): ...',
    split: 'validation',
    items: 7,
    repeats: 1,
    executor: 'a:b',
    metric: 'accuracy',
  };
  const run = await createRun(store, { command: 'eval', task: 'toy', config, configHash: 'h' });
  const id = `${run.id}/validation`;
  await saveItems(store, {
    runId: run.id,
    split: 'validation',
    items: ENDINGS.map((_, i) => ({ id: `q${i}`, input: `in ${i}`, target: `gold ${i}` })),
    withTargets: true,
  });
  const log = evaluationLog(store, run.id);
  await log.start({
    evaluationId: id,
    candidateId: null,
    workflowHash: 'hash',
    label: 'by_hand.py',
    task: 'toy',
    split: 'validation',
    phase: 'eval',
    repeats: 1,
    planned: 7,
  });
  for (const [i, ending] of ENDINGS.entries())
    await log.append(id, { itemId: `q${i}`, repeat: 0, usage, stdout: '', ...ending } as ItemResult);
  await log.finish({
    evaluationId: id,
    split: 'validation',
    accuracy: null,
    interval: null,
    n: 4,
    planned: 7,
    missing: 3,
    skippedByRacing: 0,
    status: 'inconclusive',
    failures: { exception: 2, provider: 2, unavailable: 1 },
    calls: 7,
    callsPerItem: 1,
    tokens: { promptTokens: 7, completionTokens: 7 },
    costUsd: 0,
    latencyMs: { p50: 1, p90: 1, p99: 1 },
    wallMs: 1,
  } as unknown as EvaluationSummary);
  await finishRun(store, run.id, 'done', null, null);
  return run;
}

test.each(['markdown', 'csv'] as const)(
  '%s: status, cause and what is missing; nothing of a search',
  async (format) => {
    const text = await renderReport(store, await evaluated(), format);
    expect(text).toContain('inconclusive');
    expect(text).toContain('3 of 7 missing (2 provider: HTTP 503, 1 unavailable: killed)');
    expect(text).not.toMatch(/undefined|meta-agent|winner/i);
    if (format !== 'csv') expect(text).toMatch(/KeyError: 1 \(line 7\)/);
  },
);

test('a row an item, numbers as numbers and formulas as text', async () => {
  const run = await evaluated();
  const rows = await Array.fromAsync(itemRows(store, await evaluationsOf(store, run.id)));
  expect(rows[0]).toMatchObject({
    split: 'validation',
    itemId: 'q0',
    score: 1,
    input: 'in 0',
    answer: -5,
    gold: 'gold 0',
    failure: null,
    calls: 1,
  });
  expect(rows[4]).toMatchObject({ score: null, failure: 'provider', error: 'HTTP 503' });
  const csv = parse<Record<string, string>>(csvTable(ITEM_COLUMNS, rows), { columns: true });
  expect(csv.map(({ answer }) => answer).slice(0, 3)).toEqual(['-5', `'=cmd()`, '']);
});
