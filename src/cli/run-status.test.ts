import { expect, it } from 'vitest';
import { anEvent } from '../../tests/support/events.ts';
import { createRunStatus } from './run-status.ts';
import { timeLeft } from './time-left.ts';

it('tells the turn, who works, items, time and spend as a run goes on', () => {
  let time = 0;
  const status = createRunStatus(
    () => ({ completions: 3, costUsd: 0.25 }),
    () => time,
  );
  const seen: string[] = [];
  const look = (seconds: number): void => {
    time = seconds * 1_000;
    seen.push(status.text());
  };
  status.event(anEvent('run-started'));
  look(1);
  status.progress('r/t00c0', { done: 40, planned: 100, accuracy: 0.5, missing: 1 });
  look(8);
  status.event(anEvent('candidate-scored', { candidate: 'r/t00c0' }));
  status.event(anEvent('turn-started', { turn: 1, turns: 4 }));
  look(20);
  status.event(anEvent('candidate-repaired', { candidate: 'r/t01c0' }));
  look(60);
  status.event(anEvent('candidate-proposed', { candidate: 'r/t01c0' }));
  status.progress('r/t01c0', { done: 50, planned: 100, accuracy: 0.25, missing: 0 });
  status.progress('r/t01c1', { done: 10, planned: 100, accuracy: 0.25, missing: 0 });
  look(90);
  expect(seen).toEqual([
    '  1.0 s  $0.25',
    '  t00c0  40/100 items  50.0%  1 missing  8.0 s, about 2 min left  $0.25',
    '  turn 1/4  the meta-agent is writing  20.0 s, about 2 min left  $0.25',
    '  turn 1/4  the meta-agent is repairing t01c0  60.0 s, about 5 min left  $0.25',
    '  turn 1/4  2 candidates  60/200 items  90.0 s, about 4 min left  $0.25',
  ]);
});

it('tells calls where a model has no price', () => {
  const status = createRunStatus(
    () => ({ completions: 1_200, costUsd: null }),
    () => 0,
  );
  expect(status.text()).toBe('  0 ms  1,200 calls, unpriced');
});

it.each([
  [3_000, 0.5, '3.0 s'],
  [60_000, NaN, '60.0 s'],
  [60_000, 0.001, '60.0 s'],
  [60_000, 0.9, '60.0 s, about 10 s left'],
  [600_000, 0.05, '10 min 0 s, about 3.2 h left'],
  [60_000, 1, '60.0 s'],
])('%d ms at %d of the work: %s', (elapsed, share, expected) => {
  expect(timeLeft(elapsed, share)).toBe(expected);
});
