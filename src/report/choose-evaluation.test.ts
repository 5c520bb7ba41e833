import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Store, createRun, evaluationLog, openStore, updateRun } from '../store/index.ts';
import { chosenEvaluation, chosenEvaluations } from './choose-evaluation.ts';

let store: Store;
beforeAll(async () => void (store = await openStore(':memory:')));
afterAll(() => store.close());

/** A run whose evaluations go on. */
async function runOf(command: 'optimize' | 'eval', places: readonly string[], winner?: string): Promise<string> {
  const { id } = await createRun(store, { command, task: 'toy', config: {}, configHash: 'h' });
  for (const place of places) {
    const [label, split] = place.split('/') as [string, string];
    const candidateId = command === 'eval' ? null : `${id}/${label}`;
    const facts = { workflowHash: 'h', label, task: 'toy', split, phase: 'search', repeats: 1, planned: 1 };
    await evaluationLog(store, id).start({ evaluationId: `${id}/${place}`, candidateId, ...facts });
    await new Promise((later) => setTimeout(later, 2));
  }
  if (winner !== undefined) await updateRun(store, id, { winner_id: `${id}/${winner}` });
  return id;
}

const SEARCH = ['t00c0/validation', 't01c0/validation', 't02c0/validation', 't01c0/test', 't00c0/test'];

it.each<[string, Parameters<typeof runOf>, object, string]>([
  ['the winner on validation', ['optimize', SEARCH, 't01c0'], {}, 't01c0/validation'],
  ['of test', ['optimize', SEARCH, 't01c0'], { split: 'test' }, 't01c0/test'],
  ['the last one while there is no winner', ['optimize', SEARCH.slice(0, 3)], {}, 't02c0/validation'],
  ['of a candidate', ['optimize', SEARCH, 't01c0'], { candidate: 't00c0', split: 'test' }, 't00c0/test'],
  ['an evaluation alone, whatever its split', ['eval', ['w/test']], {}, 'w/test'],
])('%s', async (_, run, choice, expected) => {
  const id = await runOf(...run);
  expect((await chosenEvaluation(store, { reference: id, ...choice })).id).toBe(`${id}/${expected}`);
});

it('takes a candidate in the reference, an evaluation by its id, and all of them', async () => {
  const id = await runOf('optimize', SEARCH, 't01c0');
  const idsOf = async (reference: string, all = false) =>
    (await chosenEvaluations(store, { reference, all })).map((one) => one.id.slice(id.length + 1));
  expect(await idsOf(`${id}/t00c0`)).toEqual(['t00c0/validation', 't00c0/test']);
  expect(await idsOf(`${id}/t00c0/test`)).toEqual(['t00c0/test']);
  expect(await idsOf(id)).toEqual(['t01c0/validation', 't01c0/test']);
  expect(await idsOf(id, true)).toEqual(SEARCH);
});

it('says what there is where there is no such thing', async () => {
  const id = await runOf('optimize', SEARCH, 't01c0');
  const choose = (choice: object) => chosenEvaluation(store, { reference: id, ...choice });
  await expect(choose({ candidate: 't2c0' })).rejects.toMatchObject({ message: expect.stringContaining('`t02c0`') });
  await expect(choose({ split: 'train' })).rejects.toMatchObject({ hint: 'It was on validation and test.' });
  const empty = await runOf('optimize', []);
  await expect(chosenEvaluation(store, { reference: empty })).rejects.toMatchObject({ code: 'no-evaluation' });
  expect(await chosenEvaluations(store, { reference: empty })).toEqual([]);
});
