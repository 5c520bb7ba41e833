import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EvaluationSummary, ItemResult } from '../evaluate/contract.ts';
import { meanInterval } from '../statistics/index.ts';
import type { Store } from '../store/index.ts';
import {
  addCandidate,
  claimRun,
  createRun,
  evaluationLog,
  finishRun,
  judgeCandidate,
  openStore,
  saveCall,
  saveItems,
  saveOpening,
  updateRun,
} from '../store/index.ts';
import { gain } from './contestants.ts';
import type { RunReport } from './contract.ts';
import { readFacts } from './facts.ts';
import { runReport } from './from-store.ts';
import { renderMarkdown, renderText, toCsv } from './index.ts';

const ITEMS = Array.from({ length: 8 }, (_, i) => ({ id: `q${i}`, input: `question ${i}?`, target: `gold ${i}` }));

let folder: string;
let store: Store;
let runId: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-report-'));
  store = await openStore(join(folder, 'store.db'));
  runId = await record();
});

afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** A run of two turns: the start, a better workflow, a program that failed its trial, a completion without one. */
async function record(): Promise<string> {
  const settings = { turns: 2, seed: 7 };
  const config = {
    task: 'toy',
    executor: 'sim:executor',
    meta: 'vllm:qwen',
    metric: 'accuracy',
    start: 'direct',
    test: 8,
    dataDir: folder,
    simulated: true,
    settings,
  };
  const { id } = await createRun(store, { command: 'optimize', task: 'toy', config, configHash: 'hash' });
  await updateRun(store, id, {
    prices: JSON.stringify({ 'sim:executor': { inputUsdPerMillion: 1, outputUsdPerMillion: 2 }, 'vllm:qwen': null }),
  });
  await saveItems(store, { runId: id, split: 'validation', items: ITEMS, withTargets: true });
  await candidate(id, 0, 0, { code: 'start = 1' });
  await candidate(id, 1, 0, { code: 'better = 1', parent: 0 });
  await candidate(id, 2, 0, { code: null, raw: 'broken(', parent: 1, problem: "SyntaxError: '(' was never closed" });
  await candidate(id, 2, 1, { code: null, raw: null, parent: 1, problem: 'no program found' });
  await evaluated(id, 0, 'validation', [1, 0, 1, 0, 0, 1, 0, 0]);
  await evaluated(id, 1, 'validation', [1, 1, 1, 1, 0, 1, 1, null]);
  await evaluated(id, 0, 'test', [1, 0, 0, 0, 0, 1, 0, 0]);
  await evaluated(id, 1, 'test', [1, 1, 1, 0, 0, 1, 1, 1]);
  await store.db
    .insertInto('findings')
    .values({
      code_hash: 'hash-t01c0',
      run_id: id,
      rule: 'import',
      severity: 'warning',
      line: 3,
      detail: 'imports socket',
      created_at: 0,
    })
    .execute();
  await saveOpening(store, {
    run_id: id,
    evaluation_id: `${id}/t01c0/test`,
    split: 'test',
    reason: 'winner',
    at: 0,
    task: 'gsm-hard',
    split_hash: 's',
  });
  await call(id, 't00c0', 'search', 0.25);
  await call(id, 't01c0', 'search', 0.5);
  await call(id, 't01c0', 'test', 0.25);
  await updateRun(store, id, { winner_id: `${id}/t01c0` });
  await finishRun(store, id, 'cancelled', 'Cancelled from another process.', null);
  return id;
}

interface CandidateFacts {
  code: string | null;
  raw?: string | null;
  parent?: number;
  problem?: string;
}

async function candidate(
  run: string,
  turn: number,
  slot: number,
  { code, raw = null, parent, problem = '' }: CandidateFacts,
): Promise<void> {
  const name = `t0${turn}c${slot}`;
  await addCandidate(store, {
    id: `${run}/${name}`,
    run_id: run,
    turn,
    slot,
    parent_id: parent === undefined ? null : `${run}/t0${parent}c0`,
    status: code === null ? 'skipped' : 'proposed',
    analysis: `analysis of ${name}`,
    code,
    raw_code: raw,
    code_hash: code === null ? null : `hash-${name}`,
    repairs: code === null ? 3 : 0,
    problem: code === null ? problem : null,
    accuracy: null,
    reward: code === null ? 0 : null,
    feedback: null,
    advanced: 0,
    evaluation_id: null,
    created_at: turn,
  });
}

async function evaluated(
  run: string,
  turn: number,
  split: 'validation' | 'test',
  scores: readonly (number | null)[],
  callsPerItem = 2,
): Promise<void> {
  const id = `${run}/t0${turn}c0`;
  const log = evaluationLog(store, run);
  const evaluationId = `${id}/${split}`;
  await log.start({
    evaluationId,
    candidateId: id,
    workflowHash: `hash-t0${turn}c0`,
    label: '',
    task: 'toy',
    split,
    phase: split === 'test' ? 'test' : 'search',
    repeats: 1,
    planned: 8,
  });
  const usage = {
    calls: 2,
    promptTokens: 10,
    completionTokens: 5,
    costUsd: 0.0625,
    wallMs: 1000,
    unusable: 0,
    malformed: 0,
    missingKeys: 0,
  };
  const results = scores.map((score, i): ItemResult => ({
    itemId: `q${i}`,
    repeat: 0,
    score,
    answer: `answer ${i} of turn ${turn}`,
    usage,
    stdout: '',
    ...(score === null ? { failure: { kind: 'provider' as const, message: 'HTTP 503' } } : {}),
  }));
  for (const result of results) await log.append(evaluationId, result);
  const scored = results.flatMap(({ itemId, score }) => (score === null ? [] : [{ itemId, score }]));
  const summary: EvaluationSummary = {
    evaluationId,
    split,
    planned: 8,
    skippedByRacing: 0,
    status: 'complete',
    wallMs: 1,
    calls: 16,
    callsPerItem,
    accuracy: scored.reduce((sum, { score }) => sum + score, 0) / scored.length,
    interval: meanInterval(scored),
    n: scored.length,
    missing: 8 - scored.length,
    missingBy: scored.length < 8 ? { provider: 8 - scored.length } : {},
    unusable: 0,
    failures: scored.length < 8 ? { provider: 8 - scored.length } : {},
    tokens: { promptTokens: 80, completionTokens: 40 },
    costUsd: 0.5,
    latencyMs: { p50: 1000, p90: 1000, p99: 1000 },
  };
  await log.finish(summary);
  if (split === 'validation')
    await judgeCandidate(store, id, {
      status: 'scored',
      accuracy: summary.accuracy,
      reward: turn,
      feedback: '',
      evaluation_id: evaluationId,
    });
}

async function call(run: string, name: string, phase: 'search' | 'test', costUsd: number): Promise<void> {
  await saveCall(store, run, {
    role: 'executor',
    phase,
    candidateId: `${run}/${name}`,
    model: 'sim:executor',
    requests: 16,
    completions: 16,
    cachedCompletions: 0,
    promptTokens: 80,
    completionTokens: 40,
    costUsd,
    latencyMs: 1,
    at: 0,
  });
}

describe('runReport', () => {
  let report: RunReport;
  beforeAll(async () => {
    report = await runReport(store, runId);
  });

  test('facts of the run, a machine path not among them', () => {
    expect(report.run).toMatchObject({
      task: 'toy',
      executor: 'sim:executor',
      meta: 'vllm:qwen',
      seed: 7,
      status: 'cancelled',
      simulated: true,
    });
    expect(JSON.stringify(report)).not.toContain(folder);
  });

  test('what became of each candidate', () => {
    expect(report.turns.map(({ turn, candidates }) => [turn, candidates.map(({ status }) => status)])).toEqual([
      [0, ['scored']],
      [1, ['scored']],
      [2, ['crashed', 'skipped']],
    ]);
    const [better] = report.turns[1]!.candidates;
    expect(better).toMatchObject({
      n: 7,
      reward: 1,
      parentCode: 'start = 1',
      findings: [{ kind: 'import', line: 3 }],
      failures: { provider: 1 },
    });
    expect(better!.accuracy).toBeCloseTo(6 / 7, 12);
    expect(report.turns[2]!.candidates[0]).toMatchObject({
      code: 'broken(',
      repairs: 3,
      error: "SyntaxError: '(' was never closed",
    });
  });

  test('what the meta-agent wrote, as shares', () => {
    expect(report.proposals).toMatchObject({
      candidates: 3,
      broken: { count: 2, rate: 2 / 3 },
      passedAtOnce: { count: 1 },
      beatStart: { count: 1 },
    });
    const told = '2 of 3 candidates broken (66.7% [20.8, 93.9]), 0 scored 0, 0 never called the executor.';
    expect(renderText(report)).toContain(told);
    expect(renderMarkdown(report)).toContain(told.replaceAll('[', '\\[').replaceAll(']', '\\]'));
  });

  test('the winner against the start, on the same items', () => {
    expect(report.winner).toMatchObject({
      candidateId: `${runId}/t01c0`,
      hash: 'hash-t01c0',
      test: { accuracy: 0.75, n: 8 },
      validation: { n: 7, missing: 1 },
    });
    expect(report.winner!.gain).toMatchObject({ items: 8, difference: 0.5, pMethod: 'mcnemar' });
    expect(report.start).toMatchObject({ test: { accuracy: 0.25 } });
    expect(report.runnerUp).toMatchObject({ candidateId: `${runId}/t00c0`, paired: { items: 7 } });
  });

  test('a test without a score is no side of a comparison, whatever was scored of it', async () => {
    const facts = await readFacts(store, runId);
    const [start, winner] = ['t00c0', 't01c0'].map((label) => facts.candidates.find(({ id }) => id.endsWith(label))!);
    const known = facts.evaluations.get(`${runId}/t00c0/test`)!;
    const evaluations = new Map(facts.evaluations);
    evaluations.set(`${runId}/t00c0/test`, { ...known, status: 'inconclusive', accuracy: null });
    expect(await gain(facts, winner!, start)).toMatchObject({ items: 8 });
    expect(await gain({ ...facts, evaluations }, winner!, start)).toBeNull();
  });

  test('looks at the test split of the task, over all its runs', () => {
    expect(report.testLooks).toMatchObject({ count: 1, lastRun: runId });
    expect(renderText(report)).toContain('opened by 1 run of task toy in this store, last by');
  });

  test('money', () => {
    expect(report.costs.map(({ phase, costUsd }) => [phase, costUsd])).toEqual([
      ['search', 0.75],
      ['test', 0.25],
    ]);
    expect(report.turns[1]!.candidates[0]!.costUsd).toBe(0.5);
    // 0.75 $ to find it; an item costs 0.0625 either way and three times as many are right: 0.1875 - 0.0625 saved.
    expect(report.breakEven).toMatchObject({ items: 6, verdict: 'pays-off' });
    expect(report.prices[1]).toMatchObject({ model: 'vllm:qwen', inputUsdPerMillion: null });
  });

  test('failing items hold the gold of validation and the answers given', () => {
    const item = report.failingItems.find(({ itemId }) => itemId === 'q4')!;
    expect(item).toMatchObject({ split: 'validation', input: 'question 4?', expected: 'gold 4' });
    expect(item.attempts.map(({ answer }) => answer)).toEqual(['answer 4 of turn 1', 'answer 4 of turn 0']);
  });

  test('every renderer takes it', () => {
    for (const text of [renderMarkdown(report), renderText(report)]) {
      expect(text).toContain('75.0%');
      expect(text).toContain('Cancelled from another process.');
    }
    expect(toCsv(report).split('\r\n')).toHaveLength(6);
  });
});

test('a run that has only just begun, and one whose process is gone', async () => {
  const { id } = await createRun(store, {
    command: 'optimize',
    task: 'toy',
    config: { task: 'toy', executor: 'a:b', meta: 'c:d' },
    configHash: 'other',
  });
  const claim = await claimRun(store, id, () => {});
  const report = await runReport(store, id);
  await claim.release();
  expect(report).toMatchObject({
    turns: [],
    winner: null,
    start: null,
    runnerUp: null,
    breakEven: null,
    run: { status: 'running', simulated: false },
  });
  expect((await runReport(store, id)).run.status).toBe('interrupted');
});

test('the runner-up is the one that the result names: of equals the one with fewer calls', async () => {
  const { id } = await createRun(store, {
    command: 'optimize',
    task: 'toy',
    config: { task: 'toy', executor: 'a:b', meta: 'c:d' },
    configHash: 'ties',
  });
  for (const turn of [0, 1, 2]) {
    await candidate(id, turn, 0, { code: `turn = ${turn}` });
    await evaluated(id, turn, 'validation', turn === 1 ? [1, 1] : [1, 0], turn === 2 ? 1 : 2);
  }
  await updateRun(store, id, { winner_id: `${id}/t01c0` });
  expect((await runReport(store, id)).runnerUp).toMatchObject({ candidateId: `${id}/t02c0` });
});
