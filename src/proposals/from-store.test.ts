import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EvaluationSummary } from '../evaluate/index.ts';
import { type CandidateFixture, recordRun } from '../../tests/support/trajectories.ts';
import { type Store, evaluationLog, openStore } from '../store/index.ts';
import { proposalsOf } from './index.ts';

let store: Store;
beforeEach(async () => {
  store = await openStore(':memory:');
});
afterEach(() => store.close());

const NO_PROGRAM = 'I would ask the executor and vote.';
const PROGRAM = '```python\ndef workflow(agent, task):\n    return {"answer": 1}\n```';

/** The first attempt failed with this problem, the repair passed. */
const repaired = (completion: string, problem: string): CandidateFixture => ({
  turn: 1,
  slot: 0,
  accuracy: 0.5,
  attempts: [{ completion, problem }, { completion: PROGRAM }],
});

it.each<[string, CandidateFixture, object]>([
  [
    'no program',
    repaired(NO_PROGRAM, 'No code block.'),
    { unreadable: { count: 1 }, passedAfterRepairs: { count: 1 } },
  ],
  ['empty', repaired('', 'The completion is empty.'), { unreadable: { count: 1 } }],
  ['does not parse', repaired(PROGRAM, 'SyntaxError on line 2: invalid syntax'), { unreadable: { count: 1 } }],
  [
    "the executor's program does not parse",
    repaired(PROGRAM, 'SyntaxError: invalid syntax\nTraceback'),
    { unreadable: { count: 0 } },
  ],
  ['raises', repaired(PROGRAM, 'KeyError: 1'), { unreadable: { count: 0 }, passedAfterRepairs: { count: 1 } }],
  ['skipped', { ...repaired(PROGRAM, 'KeyError: 1'), status: 'skipped' }, { broken: { count: 1 }, zero: { count: 0 } }],
  ['not judged yet', { turn: 1, slot: 0, status: 'proposed' }, { passedAtOnce: { count: 1 }, unscored: 1 }],
])('%s', async (_, candidate, expected) => {
  const run = await recordRun(store, { task: 'sums', start: 0.25, candidates: [candidate] });
  expect(await proposalsOf(store, run)).toMatchObject({ candidates: 1, ...expected });
});

it.each([
  [[0, 0], 1],
  [[0, 1], 0],
])('a raced one of scores %j: what it earned, not its estimate', async (scores, zero) => {
  const raced = { turn: 1, slot: 0, accuracy: 0.2, raced: true };
  const run = await recordRun(store, { task: 'sums', start: 0.5, candidates: [raced] });
  const usage = {
    calls: 0,
    promptTokens: 0,
    completionTokens: 0,
    costUsd: 0,
    wallMs: 1,
    unusable: 0,
    malformed: 0,
    missingKeys: 0,
  };
  const [log, id] = [evaluationLog(store, run), `${run}/t01c0/validation`];
  for (const [i, score] of scores.entries()) {
    await log.append(id, { itemId: `${i}`, repeat: 0, score, answer: null, usage, stdout: '' });
  }
  await log.finish({ evaluationId: id, status: 'raced', calls: 0 } as EvaluationSummary);
  expect(await proposalsOf(store, run)).toMatchObject({
    raced: 1,
    zero: { count: zero },
    withoutCalls: { count: 1 },
    beatStart: { count: 0 },
  });
});

it('a run without candidates', async () => {
  const run = await recordRun(store, { task: 'sums', candidates: [] });
  expect(await proposalsOf(store, run)).toMatchObject({ candidates: 0, broken: { count: 0, rate: null } });
});
