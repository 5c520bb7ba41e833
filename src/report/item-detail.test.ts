import { afterAll, beforeAll, expect, it } from 'vitest';
import { W4sError } from '../base/errors.ts';
import { type ItemRun, createGate, evaluate } from '../evaluate/index.ts';
import { fakeModel, withCache } from '../model/index.ts';
import { openSandbox } from '../sandbox/index.ts';
import type { Sandbox } from '../sandbox/contract.ts';
import {
  type Store,
  callStore,
  clearCache,
  createRun,
  deleteRun,
  evaluationById,
  evaluationLog,
  openStore,
  saveItems,
} from '../store/index.ts';
import type { Scorer, Task } from '../task/contract.ts';
import { keepsGolds } from '../task/index.ts';
import { findItem, itemDetail, itemRows } from './index.ts';
import type { ItemDetail, StepDetail } from './index.ts';

const GOLD = 'G0LD';
const quoting: Scorer = {
  name: 'own',
  score: (answer, { target }) => {
    if (answer === 'unreadable') throw new W4sError('scorer-target', `Expected a number, got ${String(target)}`);
    return { value: Number(answer === target), note: `expected ${String(target)}` };
  },
};
const item = { id: 'toy/validation/7', input: 'Q', target: GOLD };
const task: Task = {
  name: 'toy',
  description: '',
  kind: 'answer',
  metric: 'accuracy',
  splits: { validation: [item], test: [item] },
  scorer: quoting,
};

const CODE = `
def workflow(agent, task):
    asked = dict(messages=[{"role": "user", "content": task}], agent_role="judge", num_of_response=2)
    first = agent.call_llm(**asked)
    try: agent.execute_code("x = 1\\n1 / 0")
    except Exception: pass
    try: agent.call_llm(nothing=1)
    except TypeError: pass
    return {"answer": agent.call_llm(**asked)[1]}
`;

let sandbox: Sandbox;
let store: Store;
beforeAll(async () => {
  [sandbox, store] = await Promise.all([openSandbox(), openStore(':memory:')]);
});
afterAll(() => Promise.all([sandbox.close(), store.close()]));

interface Given extends Partial<Pick<ItemRun, 'split'>> {
  code?: string;
  isolated?: boolean;
  signal?: AbortSignal;
  repeats?: number;
  /** To go on with. */
  runId?: string;
  says?: () => string;
  scorer?: Scorer;
  kind?: Task['kind'];
}

let asked = 0;
async function evaluated(given: Given = {}): Promise<string> {
  const {
    split = 'validation',
    code = CODE,
    isolated,
    signal,
    repeats,
    says = () => `${++asked}`,
    scorer,
    kind = 'answer',
  } = given;
  const runId =
    given.runId ?? (await createRun(store, { command: 'eval', task: 'toy', config: {}, configHash: '' })).id;
  await saveItems(store, { runId, split, items: [item], withTargets: keepsGolds({ kind }, split) });
  const executor = withCache(fakeModel(says), callStore(store, { runId, isolated }));
  const log = evaluationLog(store, runId);
  await evaluate(
    {
      task: { ...task, kind, scorer: scorer ?? quoting },
      executor,
      sandbox,
      seed: 0,
      repeats,
      gate: createGate(1),
      log,
      signal,
    },
    {
      evaluationId: `${runId}/${split}`,
      label: 'w.py',
      workflow: { code, hash: 'h' },
      split,
      items: [item],
      purpose: { role: 'executor', phase: 'eval' },
    },
  );
  return runId;
}

async function detailOf(runId: string, split = 'validation'): Promise<ItemDetail> {
  const evaluation = (await evaluationById(store, `${runId}/${split}`))!;
  return itemDetail(store, evaluation, await findItem(store, evaluation, split === 'test' ? item.id : '7'));
}

const steps = ({ repeats }: ItemDetail, repeat = 0): StepDetail[] => repeats[repeat]!.trace!.steps;
const replies = (detail: ItemDetail): unknown[] =>
  steps(detail).flatMap((step) => (step.kind === 'ask' ? step.replies : []));

it('tells calls with their texts, programs with the line of their fault, and what was refused, for each repeat', async () => {
  const detail = await detailOf(await evaluated({ repeats: 2, isolated: true }));
  expect(detail).toMatchObject({ itemId: item.id, input: 'Q', target: GOLD, candidate: null, label: 'w.py' });
  expect(detail.messages).toEqual([
    { role: 'system', content: expect.stringContaining('judge') },
    { role: 'user', content: 'Q' },
  ]);
  const ask = { kind: 'ask', role: 'judge', messages: [0, 1], n: 2, costUsd: null, requests: 1, cached: 0 };
  expect(detail.repeats).toHaveLength(2);
  for (const { trace, answer, note } of detail.repeats) {
    expect(trace!.steps).toMatchObject([
      ask,
      { kind: 'code', line: 2, failure: { errorType: 'ZeroDivisionError' } },
      { kind: 'refused', method: 'execute_code' },
      { kind: 'refused', method: 'call_llm' },
      { ...ask, replies: [{ outcome: 'ok' }, { outcome: 'ok', text: answer, replaced: false }] },
    ]);
    expect(note).toBe(`expected ${GOLD}`);
  }
  const texts = [0, 1]
    .flatMap((repeat) => steps(detail, repeat))
    .flatMap((one) => (one.kind === 'ask' ? one.replies : []));
  expect(new Set(texts.map(({ text }) => text)).size).toBe(8);
});

it('says which answers were cleared from the cache, and which were asked anew since then', async () => {
  const code = 'def workflow(agent, task): return {"answer": agent.call_llm("What now?")[0]}';
  const run = await evaluated({ code, says: () => 'then' });
  expect(replies(await detailOf(run))).toEqual([{ outcome: 'ok', text: 'then', replaced: false }]);
  await clearCache(store);
  const cleared = await detailOf(run);
  expect(steps(cleared)).toMatchObject([{ messages: null, role: null, promptTokens: expect.any(Number) }]);
  expect(replies(cleared)).toEqual([{ outcome: 'ok', text: null, replaced: false }]);
  await new Promise((later) => setTimeout(later, 5));
  await evaluated({ code, says: () => 'now' });
  expect(replies(await detailOf(run))).toEqual([{ outcome: 'ok', text: 'now', replaced: true }]);
});

it('tells of an item that was interrupted what its last run did', async () => {
  const stop = new AbortController();
  const code = 'def workflow(agent, task): return {"answer": agent.call_llm("Slow?")[0]}';
  const says = (): string => {
    stop.abort();
    throw new Error('aborted');
  };
  const run = await evaluated({ code, says, signal: stop.signal });
  expect((await detailOf(run)).repeats).toMatchObject([{ score: null, failure: { kind: 'interrupted' } }]);
  await evaluated({ code, says: () => 'there', runId: run });
  const again = await detailOf(run);
  expect(again.repeats).toMatchObject([{ score: 0, failure: null, answer: 'there' }]);
  expect(replies(again)).toEqual([{ outcome: 'ok', text: 'there', replaced: false }]);
});

it('goes with its run, also what a cache of its own kept', async () => {
  const run = await evaluated({ isolated: true });
  const counts = async (): Promise<number[]> => {
    const samples = await store.db.selectFrom('samples').select('key').where('key', 'like', `${run}%`).execute();
    const results = await store.db
      .selectFrom('item_results')
      .select('item_id')
      .where('evaluation_id', 'like', `${run}%`)
      .execute();
    return [results.length, samples.length];
  };
  expect(await counts()).toEqual([1, 4]);
  await deleteRun(store, run);
  expect(await counts()).toEqual([0, 0]);
});

it('tells what an older version kept, which knew no traces', async () => {
  const run = await evaluated();
  await store.db
    .updateTable('item_results')
    .set({ trace: null })
    .where('evaluation_id', '=', `${run}/validation`)
    .execute();
  expect(await detailOf(run)).toMatchObject({ messages: [], repeats: [{ repeat: 0, trace: null, score: 0 }] });
});

const answering = (answer: string): string => `def workflow(agent, task): return {"answer": "${answer}"}`;
const ours: Scorer = { ...quoting, notesQuoteGold: false, score: () => ({ value: 0, note: 'read as 41' }) };

it.each([
  ['wrong', quoting, { score: 0, note: null }],
  [
    'unreadable',
    quoting,
    { score: null, failure: { kind: 'scorer', message: expect.stringContaining('scorer-target') } },
  ],
  ['wrong', ours, { score: 0, note: 'read as 41' }],
] as const)('no gold of a test item is kept or told: %s, %o', async (answer, scorer, expected) => {
  const run = await evaluated({ split: 'test', code: answering(answer), scorer });
  const evaluation = (await evaluationById(store, `${run}/test`))!;
  const detail = await detailOf(run, 'test');
  expect(detail).toMatchObject({ target: null, repeats: [expected] });
  const kept = await store.db
    .selectFrom('item_results')
    .selectAll()
    .where('evaluation_id', '=', evaluation.id)
    .execute();
  const rows = await Array.fromAsync(itemRows(store, [evaluation], { traces: true }));
  expect(JSON.stringify([detail, kept, rows, evaluation])).not.toContain(GOLD);
  expect(JSON.stringify(await detailOf(await evaluated({ code: answering(answer) })))).toContain(GOLD);
});

it.each(['wrong', 'unreadable'])('nor of the hidden tests of a program, on any split: %s', async (answer) => {
  const code = `def workflow(agent, task, entry_point): return {"answer": "${answer}"}`;
  const detail = await detailOf(await evaluated({ code, kind: 'code' }));
  expect(detail).toMatchObject({ target: null, repeats: [{ answer, note: null }] });
  expect(JSON.stringify(detail)).not.toContain(GOLD);
});

it('names the nearest items for one that is not there', async () => {
  const evaluation = (await evaluationById(store, `${await evaluated()}/validation`))!;
  await expect(findItem(store, evaluation, '71')).rejects.toMatchObject({
    code: 'unknown-item',
    message: expect.stringContaining('`toy/validation/7`'),
  });
});
