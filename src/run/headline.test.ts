import { expect, test } from 'vitest';
import type { EvaluationSummary } from '../evaluate/contract.ts';
import type { Evaluation, Run } from '../store/index.ts';
import { headlineOf } from './headline.ts';

const INTERVAL = { low: 0, high: 1 };

/** An evaluation of the run `r`; without an accuracy it goes on. */
function evaluation(
  at: string,
  accuracy?: number | null,
  status: EvaluationSummary['status'] = 'complete',
): Evaluation {
  const [candidate = '', split = ''] = at.split('/');
  const summary = { accuracy, interval: INTERVAL, n: 4, missing: 0, status };
  return {
    candidate_id: candidate === '' ? null : `r/${candidate}`,
    label: `label of ${candidate}`,
    split,
    summary: accuracy === undefined ? null : JSON.stringify(summary),
  } as Evaluation;
}

const run = (command: string, winner: string | null = null): Run =>
  ({
    id: 'r',
    command,
    winner_id: winner === null ? null : `r/${winner}`,
    config: JSON.stringify({ task: 't', executor: 'a:b', label: 'by_hand.py' }),
  }) as Run;

const START = evaluation('t00c0/validation', 0.5);
const BETTER = evaluation('t01c0/validation', 0.75);
const STOPPED = evaluation('t01c1/validation', 1, 'stopped');
const RACED = evaluation('t02c0/validation', 1, 'raced');

test.each<[string, Run, Evaluation[], [string | null, number | null, number | null]]>([
  ['a search that goes on', run('optimize'), [START, BETTER, STOPPED, RACED], ['t01c0', 0.75, null]],
  ['a search that has not scored', run('optimize'), [evaluation('t00c0/validation')], [null, null, null]],
  [
    'a search with a winner that another one beats on validation',
    run('collect', 't00c0'),
    [START, BETTER, evaluation('t00c0/test', 0.25), evaluation('t01c0/test', 1)],
    ['t00c0', 0.5, 0.25],
  ],
  [
    'a search whose test was cut off',
    run('optimize', 't01c0'),
    [BETTER, evaluation('t01c0/test', 1, 'stopped')],
    ['t01c0', 0.75, null],
  ],
  ['an evaluation', run('eval'), [evaluation('/test', 0.25)], ['by_hand.py', 0.25, null]],
  ['an inconclusive one', run('eval'), [evaluation('/test', null, 'inconclusive')], ['by_hand.py', null, null]],
  [
    'baselines',
    run('baselines'),
    [START, BETTER, STOPPED, evaluation('t00c3/validation')],
    ['label of t01c0', 0.75, null],
  ],
  [
    'a transfer, which is on the test split',
    run('transfer'),
    [evaluation('t00c0/test', 0.5), evaluation('t00c1/test', 0.25)],
    ['label of t00c0', 0.5, null],
  ],
  ['inputs without golds', run('run'), [evaluation('/inputs', null)], ['by_hand.py', null, null]],
  ['a guide', run('guide'), [], ['by_hand.py', null, null]],
])('%s', (_, of, evaluations, [workflow, score, tested]) => {
  const line = headlineOf(of, evaluations);
  expect([line.workflow, line.score?.accuracy ?? null, line.test?.accuracy ?? null]).toEqual([workflow, score, tested]);
});

test('only an evaluation that was tried has a score without an accuracy', () => {
  expect(headlineOf(run('eval'), [evaluation('/test', null, 'inconclusive')]).score).toMatchObject({ n: 4 });
  expect(headlineOf(run('run'), [evaluation('/inputs', null)]).score).toBeNull();
});
