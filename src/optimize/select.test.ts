import { expect, test } from 'vitest';
import type { Transition, TransitionStatus } from '../environment/index.ts';
import type { EvaluationSummary } from '../evaluate/index.ts';
import { ACCURACY, type Objective } from '../statistics/index.ts';
import { bestOfHistory, bestOfTurn, bestStart } from './select.ts';

interface Fixture {
  turn?: number;
  slot?: number;
  accuracy?: number | null;
  calls?: number;
  /** Dollars for ten items. */
  cost?: number | null;
  latencyMs?: number;
  status?: TransitionStatus;
  /** @default complete */
  evaluation?: EvaluationSummary['status'];
}

function judged({
  turn = 1,
  slot = 0,
  accuracy = 0.5,
  calls = 1,
  cost = null,
  latencyMs = 0,
  status = 'scored',
  evaluation,
}: Fixture): Transition {
  const isRun = status !== 'skipped' && status !== 'held';
  return {
    status,
    accuracy,
    candidate: { id: `t${turn}c${slot}`, turn, slot },
    evaluation: isRun
      ? { status: evaluation ?? 'complete', callsPerItem: calls, n: 10, costUsd: cost, latencyMs: { p90: latencyMs } }
      : null,
  } as Transition;
}

const idOf = (transition: Transition | undefined) => transition?.candidate.id;
/** Winner and runner-up, which must not depend on the order in which candidates ended. */
function order(...fixtures: Fixture[]): (string | undefined)[] {
  const history = fixtures.map(judged);
  const [there, back] = [bestOfHistory(history), bestOfHistory(history.toReversed())];
  expect(idOf(back.winner)).toBe(idOf(there.winner));
  return [idOf(there.winner), idOf(there.runnerUp)];
}

test.each<[string, Fixture, Fixture]>([
  ['the better score', { turn: 2, accuracy: 0.6, calls: 9 }, { turn: 1 }],
  ['of equals the one with fewer calls', { turn: 2, calls: 1 }, { turn: 1, calls: 2 }],
  ['of equals at equal cost the earlier turn', { turn: 1, slot: 4 }, { turn: 2, slot: 0 }],
  ['within a turn the first', { slot: 1 }, { slot: 2 }],
  ['the start where nothing beats it', { turn: 0 }, { turn: 1 }],
])('%s wins, and the other is the runner-up', (_, better, worse) => {
  const ids = [better, worse].map((one) => idOf(judged(one)));
  expect(order(better, worse)).toEqual(ids);
});

test('what has no whole score of its own can not win, whatever it says', () => {
  const complete = { slot: 9, accuracy: 0.1 };
  const others: Fixture[] = [
    { slot: 1, accuracy: 0.9, evaluation: 'raced' },
    { slot: 2, accuracy: 0.9, status: 'stopped', evaluation: 'stopped' },
    { slot: 3, accuracy: null, status: 'inconclusive', evaluation: 'inconclusive' },
    { slot: 4, accuracy: null, status: 'held' },
    { slot: 5, accuracy: null, status: 'skipped' },
  ];
  expect(order(complete, ...others)).toEqual(['t1c9', undefined]);
  expect(order(...others)).toEqual([undefined, undefined]);
});

test('a turn goes on from its best, one that lost its race included', () => {
  const raced = { slot: 0, accuracy: 0.4, evaluation: 'raced' as const };
  const inconclusive = { slot: 1, accuracy: null, status: 'inconclusive' as const };
  expect(idOf(bestOfTurn([raced, inconclusive].map(judged)))).toBe('t1c0');
  expect(idOf(bestOfTurn([raced, { slot: 2, accuracy: 0.5 }].map(judged)))).toBe('t1c2');
  expect(bestOfTurn([inconclusive, { status: 'skipped' as const, accuracy: 0 }].map(judged))).toBeUndefined();
});

test('the start to beat is the best that the search began with, and never one of its candidates', () => {
  const starts = [
    { turn: 0, accuracy: 0.3 },
    { turn: 0, slot: 1, accuracy: 0.4 },
  ];
  expect(idOf(bestStart([...starts, { turn: 1, accuracy: 0.9 }].map(judged)))).toBe('t0c1');
  expect(bestStart([judged({ turn: 1 })])).toBeUndefined();
});

test('what does not hold what it has to in any case can not win, and is still known', () => {
  const history = [
    { slot: 0, accuracy: 0.9, latencyMs: 3_000 },
    { slot: 1, accuracy: 0.6, latencyMs: 900 },
  ].map(judged);
  const quick = bestOfHistory(history, { ...ACCURACY, maxLatencyMs: 1_000 });
  expect([idOf(quick.winner), idOf(quick.runnerUp)]).toEqual(['t1c1', undefined]);
  const none = bestOfHistory(history, { ...ACCURACY, maxLatencyMs: 100 });
  expect([idOf(none.winner), none.finalists.map(idOf)]).toEqual([undefined, ['t1c0', 't1c1']]);
});

test('the objective decides who wins, who advances a turn, and which start is to beat', () => {
  const perCorrect: Objective = { ...ACCURACY, name: 'cost-per-correct' };
  const dear = { slot: 0, accuracy: 0.9, calls: 5, cost: 0.5 };
  const cheap = { slot: 1, accuracy: 0.6, calls: 1, cost: 0.1 };
  const history = [dear, cheap].map(judged);
  expect(idOf(bestOfHistory(history, perCorrect).winner)).toBe('t1c1');
  expect(idOf(bestOfTurn(history, perCorrect))).toBe('t1c1');
  expect(
    idOf(
      bestStart(
        [dear, cheap].map((one) => judged({ ...one, turn: 0 })),
        perCorrect,
      ),
    ),
  ).toBe('t0c1');
});
