import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Run, type Store, createRun, evaluationLog, openStore, saveItems } from '../../store/index.ts';
import type { Json } from '../../base/json.ts';
import { noUsage } from '../../workflow/index.ts';
import { confusionOf } from './confusion.ts';

let store: Store;
beforeAll(async () => void (store = await openStore(':memory:')));
afterAll(() => store.close());

/** A run of one workflow whose items have these golds and got these answers. */
async function recorded(
  split: string,
  items: readonly [gold: Json, answer: Json, score: number | null][],
): Promise<Run> {
  const run = await createRun(store, {
    command: 'eval',
    task: 't',
    config: { task: 't', executor: 'e' },
    configHash: 'h',
  });
  const named = items.map(([target], i) => ({ id: `i${i}`, input: 'x', target }));
  await saveItems(store, { runId: run.id, split, items: named, withTargets: true });
  const log = evaluationLog(store, run.id);
  const evaluationId = `${run.id}/${split}`;
  const facts = { workflowHash: 'w', label: 'flow, one.py', task: 't', split, phase: 'search' };
  await log.start({ ...facts, evaluationId, candidateId: null, repeats: 1, planned: items.length });
  for (const [i, [, answer, score]] of items.entries())
    await log.append(evaluationId, { itemId: `i${i}`, repeat: 0, score, answer, usage: noUsage(), stdout: '' });
  return run;
}

const asked = (run: Run, split = 'validation') => confusionOf(store, run, { split, label: 'flow, one.py' });

test('golds by answers: written otherwise, other words, none, missing', async () => {
  const run = await recorded('validation', [
    ['yes', 'Yes, surely', 1],
    ['yes', ' NO ', 0],
    ['yes', 'perhaps', 0],
    ['no', null, 0],
    ['no', 'no', 1],
    ['no', { kind: 'object' }, 0],
    ['no', 'x'.repeat(5_000), 0],
    ['no', 'no', null],
  ]);
  expect(await asked(run)).toEqual({
    labels: ['no', 'yes'],
    counts: [
      [1, 0, 1, 2],
      [1, 1, 1, 0],
    ],
  });
});

test.each<[string, string, Json[]]>([
  ['golds of a test split, whatever the store holds', 'test', ['yes', 'no', 'yes', 'no']],
  ['golds that are as many as items', 'validation', ['1', '2', '3', '4']],
  ['golds that are all the same', 'validation', ['yes', 'yes', 'yes', 'yes']],
  ['golds that are no labels', 'validation', [['a'], ['b'], ['a'], ['b']]],
  ['no golds', 'validation', [null, null, 'yes', 'yes']],
])('none for %s', async (_, split, golds) => {
  const run = await recorded(
    split,
    golds.map((gold) => [gold, 'yes', 1]),
  );
  expect(await asked(run, split)).toBeNull();
});
