import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeKinds } from '../../../tests/support/stores.ts';
import { recordRun } from '../../../tests/support/page-run.ts';
import { type Store, evaluationLog, evaluationsOf, findRun, openStore } from '../../store/index.ts';
import { noUsage } from '../../workflow/index.ts';
import { scoreOfCell } from '../contract.ts';
import { matrixOf } from './matrix.ts';

describe.each(storeKinds())('on $kind', ({ fresh }) => {
  let store: Store;
  beforeAll(async () => void (store = await openStore(await fresh())));
  afterAll(() => store.close());

  const column = async (run: string) => (await matrixOf(store, await findRun(store, run), 'validation')).columns.at(-1);

  test.each<[string, (number | null)[], string | undefined, number | null]>([
    ['a sixth', [1 / 6], undefined, 1 / 6],
    ['two thirds of three repeats', [1, 0, 1], undefined, 40 / 60],
    ['a half, one repeat missing', [null, 0.5], undefined, 0.5],
    ['missing', [null], 'provider', null],
    ['failed', [0], 'exception', 0],
    ['right', [1], undefined, 1],
  ])('%s', async (_, scores, kind, expected) => {
    const run = await recordRun(store, { candidates: 1, items: 3, ended: false });
    const log = evaluationLog(store, run);
    const id = `${run}/t01c1/validation`;
    const facts = { workflowHash: 'h', label: 'x', task: 'plain', split: 'validation', phase: 'search' };
    await log.start({ ...facts, evaluationId: id, candidateId: `${run}/t01c1`, repeats: scores.length, planned: 3 });
    for (const [repeat, score] of scores.entries()) {
      const failure = kind === undefined ? undefined : { kind: kind as 'exception', message: 'm' };
      const result = { itemId: 'plain/1', repeat, score, answer: null, failure, usage: noUsage(), stdout: '' };
      await log.append(id, result);
    }
    const cells = (await column(run))?.cells ?? '';
    expect([cells.length, cells.charAt(0), cells.charAt(2)]).toEqual([3, ' ', ' ']);
    expect(scoreOfCell(cells.charAt(1))).toEqual(expected === null ? null : expect.closeTo(expected, 10));
  });

  test('what goes on is read again, what ended is not', async () => {
    const run = await recordRun(store, { candidates: 1, items: 3 });
    const [, last] = await evaluationsOf(store, run);
    const before = (await column(run))?.cells;
    const change = store.db.updateTable('item_results').set({ score: null }).where('evaluation_id', '=', last!.id);
    await change.execute();
    expect((await column(run))?.cells).toBe(before);
    await store.db.updateTable('evaluations').set({ status: 'running' }).where('id', '=', last!.id).execute();
    expect((await column(run))?.cells).toBe('---');
  });
});
