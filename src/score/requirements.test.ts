import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { fakeTask } from '../../tests/support/fake-task.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { type Message, ModelError, fakeModel } from '../model/index.ts';
import { type EvaluationSide, compareEvaluations } from '../report/index.ts';
import type { Task } from '../task/index.ts';
import { type ScoreOptions, type ScoreResult, noWorse, scoreWorkflow } from './index.ts';

const side = (label: string, scores: readonly (number | null)[], status: EvaluationSide['status'] = 'complete') => ({
  label,
  model: 'm',
  status,
  costUsd: null,
  callsPerItem: 1,
  items: scores.map((score, i) => ({ itemId: `i${i}`, score, answer: null })),
});
const scores = (right: number, wrong: number) => [...Array(right).fill(1), ...Array(wrong).fill(0)] as number[];
const judged = (first: EvaluationSide, second: EvaluationSide, margin: number, changed?: Set<string>) =>
  noWorse(compareEvaluations({ task: 't', split: 'test', metric: 'm', first, second, changed }), margin);

describe('no worse than', () => {
  test.each([
    ['the same answers on 100 items', scores(80, 20), scores(80, 20), 0.05, 'met'],
    ['the same answers on 12 items show nothing', scores(9, 3), scores(9, 3), 0.05, 'missed'],
    ['the same answers on 12 items, with a wide margin', scores(9, 3), scores(9, 3), 0.3, 'met'],
    ['three points lower with a margin of three', scores(77, 23), scores(80, 20), 0.03, 'missed'],
    ['three points lower with a margin of ten', scores(77, 23), scores(80, 20), 0.1, 'met'],
    ['much better, with no margin', scores(90, 10), scores(60, 40), 0, 'met'],
    ['much worse', scores(50, 50), scores(90, 10), 0.05, 'missed'],
    ['graded scores', Array(80).fill(0.7), Array(80).fill(0.7), 0.05, 'met'],
    ['the same graded scores on 40 items show too little', Array(40).fill(0.7), Array(40).fill(0.7), 0.05, 'missed'],
    ['the same graded scores on 8 items, with no margin', Array(8).fill(0.7), Array(8).fill(0.7), 0, 'missed'],
    ['graded scores that fell by the margin', Array(8).fill(0.85), Array(8).fill(0.9), 0.05, 'met'],
    ['graded scores that fell', Array(40).fill(0.6), Array(40).fill(0.7), 0.05, 'missed'],
    ['a tenth of the items is missing', [...scores(80, 10), ...Array(10).fill(null)], scores(80, 20), 0.1, 'met'],
    ['scored there for half of the items', scores(80, 20), scores(50, 0), 0.05, 'inconclusive'],
    ['scored there for more items', scores(50, 50), scores(50, 90), 0.2, 'met'],
    ['nothing shared', scores(3, 3), [], 0.05, 'inconclusive'],
  ] as const)('%s', (_, first, second, margin, outcome) => {
    expect(judged(side('new', first), side('old', second), margin)).toMatchObject({ name: 'no-worse-than', outcome });
  });

  test('the sentence has the figures, and what would help', () => {
    const few = judged(side('new', scores(20, 5)), side('old', scores(20, 5)), 0.05);
    expect(few.text).toMatch(
      /^against old it is 0\.0 points \[−\S+, \S+\] on 25 items: the lower end is below −5\.0 points; /,
    );
    expect(few.text).toMatch(/would show with some \d+ items$/);
    const lost = judged(side('new', scores(20, 80)), side('old', scores(90, 10)), 0.05);
    expect(lost.text).toContain('it is worse by more than +5.0 points');
    const half = judged(side('new', scores(80, 20)), side('old', scores(50, 0)), 0.05);
    expect(half.text).toBe('only 50 of 100 items were scored in old too');
  });

  test('an evaluation that was not finished decides nothing, on either side', () => {
    for (const status of ['stopped', 'inconclusive'] as const) {
      expect(judged(side('new', scores(9, 1)), side('old', scores(9, 1), status), 1).outcome).toBe('inconclusive');
      expect(judged(side('new', scores(9, 1), status), side('old', scores(9, 1)), 1).outcome).toBe('inconclusive');
    }
  });

  test.each([
    [['judge'], 'inconclusive', 'another judge scored old'],
    [['scorer'], 'inconclusive', 'another scorer, or another version, scored old'],
    [['task'], 'met', '100 items'],
  ] as const)('scored in another way: %s', (unlike, outcome, text) => {
    const [first, second] = [side('new', scores(80, 20)), side('old', scores(80, 20))];
    const compared = compareEvaluations({
      task: 't',
      split: 'test',
      metric: 'm',
      first,
      second,
      unlike: [...unlike],
    });
    expect(noWorse(compared, 0.05)).toMatchObject({ outcome, text: expect.stringContaining(text) });
  });

  test('an item with another input is another item', () => {
    const few = new Set(['i0', 'i1']);
    const many = new Set(Array.from({ length: 20 }, (_, i) => `i${i}`));
    const [now, before] = [side('new', scores(80, 20)), side('old', scores(80, 20))];
    expect(judged(now, before, 0.05, few)).toMatchObject({ outcome: 'met', text: expect.stringContaining('98 items') });
    expect(judged(now, before, 0.05, many)).toMatchObject({
      outcome: 'inconclusive',
      text: 'only 80 of 100 items were scored in old too, 20 have another input there',
    });
  });
});

describe('an evaluation with requirements', () => {
  const folder = temporaryFolders();
  const workflow = join(folder(), 'asks.py');
  const store = join(folder(), 'store.db');
  const task = fakeTask({ validation: 4, test: 1 });
  const answer = (messages: readonly Message[], offset: number) => {
    const [, a, b] = /(\d+) \+ (\d+)/.exec(messages.map(({ content }) => content).join('\n'))!;
    return String(Number(a) + Number(b) + offset);
  };
  const right = () => fakeModel(({ messages }) => answer(messages, 0), { id: 'fake:right' });
  const wrong = () => fakeModel(({ messages }) => answer(messages, 1), { id: 'fake:wrong' });
  const score = (more: Partial<ScoreOptions> = {}) =>
    scoreWorkflow({ workflow, task, executor: right(), store, config: {}, concurrency: 2, ...more });

  let baseline: ScoreResult;
  beforeAll(async () => {
    const code = 'return {"answer": agent.call_llm(messages=[{"role": "user", "content": task}])[0]}';
    await writeFile(workflow, `def workflow(agent, task):\n    ${code}\n`);
    baseline = await score();
  });

  test('none is the default', () => expect(baseline.requirements).toEqual([]));

  test('those that are met', async () => {
    const { requirements } = await score({ minScore: 1, noWorseThan: baseline.run, margin: 1, name: 'again' });
    expect(requirements.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['min-score', 'met'],
      ['no-worse-than', 'met'],
    ]);
  });

  test('those that are not; latest is the run before this one', async () => {
    const { requirements } = await score({ executor: wrong(), minScore: 0.8, noWorseThan: 'latest' });
    expect(requirements).toMatchObject([
      { outcome: 'missed', text: expect.stringMatching(/^the score is 0\.0% .+ on 4 item runs, below 80\.0%$/) },
      { outcome: 'missed', text: expect.stringContaining('−100.0 points') },
    ]);
  });

  test('items that were changed since are not compared', async () => {
    const items = task.splits.validation!.map((item, i) => (i < 1 ? { ...item, input: `${item.input} Now.` } : item));
    const changed: Task = { ...task, splits: { ...task.splits, validation: items } };
    const { requirements } = await score({ task: changed, noWorseThan: baseline.run, margin: 1 });
    expect(requirements).toMatchObject([
      { outcome: 'inconclusive', text: expect.stringContaining('1 have another input there') },
    ]);
  });

  test('another scorer decides nothing; more items, which change the task, do not matter', async () => {
    const scorer = { ...task.scorer, fingerprint: 'another one' };
    const scored = await score({ task: { ...task, scorer }, noWorseThan: baseline.run, margin: 1 });
    expect(scored.requirements).toMatchObject([
      { outcome: 'inconclusive', text: expect.stringContaining('another scorer') },
    ]);
    const more = { ...task.splits, test: [...task.splits.test!, { ...task.splits.test![0]!, id: 'one more' }] };
    const { requirements } = await score({ task: { ...task, splits: more }, noWorseThan: baseline.run, margin: 1 });
    expect(requirements).toMatchObject([{ outcome: 'met' }]);
  });

  test('what is missing is not wrong: nothing is decided', async () => {
    const down = new ModelError('HTTP 503', { kind: 'server', model: 'fake:flaky' });
    const executor = fakeModel(({ messages }) => (answer(messages, 0) === '1' ? down : answer(messages, 0)), {
      id: 'fake:flaky',
    });
    const { status, requirements } = await score({ executor, minScore: 0, noWorseThan: baseline.run, margin: 1 });
    expect(status).toBe('inconclusive');
    expect(requirements.map(({ outcome }) => outcome)).toEqual(['inconclusive', 'inconclusive']);
  });

  test('a run that can’t be compared with is told before anything is asked', async () => {
    const executor = right();
    await expect(score({ executor, split: 'test', noWorseThan: baseline.run })).rejects.toMatchObject({
      code: 'not-comparable',
      exitCode: 2,
      message: expect.stringContaining('addition (test), got addition (validation)'),
    });
    await expect(score({ executor, noWorseThan: 'nothing-like-it' })).rejects.toMatchObject({ exitCode: 2 });
    expect(executor.calls).toEqual([]);
  });
});
