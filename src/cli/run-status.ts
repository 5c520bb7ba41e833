import type { EvaluationProgress } from '../evaluate/index.ts';
import type { Spent } from '../model/index.ts';
import type { Began, RunEvent } from '../run/index.ts';
import { count, dollars, percent } from './format.ts';
import { timeLeft } from './time-left.ts';

/** How far a run is, as one line; fed with its events and the progress of its evaluations. */
export interface RunStatus {
  event(event: RunEvent): void;
  progress(candidate: string, progress: EvaluationProgress): void;
  text(): string;
}

/** Item runs. */
interface Units {
  /** Of one evaluation on the validation items. */
  evaluation: number;
  done: number;
  total: number;
}

/** @param spent What the run has paid so far. */
export function createRunStatus(spent: () => Spent, now: () => number = Date.now): RunStatus {
  const started = now();
  const running = new Map<string, EvaluationProgress>();
  let units: Units = { evaluation: 0, done: 0, total: 0 };
  let turn = '';
  let writing = '';

  const ended = (candidate: string): void => {
    running.delete(candidate);
    units.done += units.evaluation;
  };
  const hear = (event: RunEvent): void => {
    switch (event.type) {
      case 'run-started':
      case 'run-resumed':
        units = unitsOf(event.data.settings);
        break;
      case 'turn-started':
        turn = `turn ${event.data.turn}/${event.data.turns}`;
        writing = 'the meta-agent is writing';
        break;
      case 'candidate-repaired':
        writing = `the meta-agent is repairing ${shortId(event.data.candidate)}`;
        break;
      case 'candidate-proposed':
        writing = '';
        break;
      case 'candidate-scored':
      case 'candidate-skipped':
      case 'candidate-rejected':
        ended(event.data.candidate);
        break;
      case 'test-opened':
        turn = 'test';
        running.clear();
        break;
    }
  };
  return {
    event: hear,
    progress: (candidate, progress) => {
      writing = '';
      running.set(candidate, progress);
    },
    text: () => {
      const underWay = [...running.values()].reduce((sum, { done }) => sum + done, 0);
      const elapsedMs = now() - started;
      const parts = [
        turn,
        writing === '' ? itemsText(running) : writing,
        timeLeft(elapsedMs, (units.done + underWay) / units.total),
        spentText(spent()),
      ];
      return `  ${parts.filter((part) => part !== '').join('  ')}`;
    },
  };
}

/** Item runs of the whole search, as planned; racing and skipped candidates make them less. */
function unitsOf({ turns, candidates, validation, test, repeats }: Began['settings']): Units {
  const evaluation = validation * repeats;
  return { evaluation, done: 0, total: evaluation * (1 + turns * candidates) + 2 * test * repeats };
}

function itemsText(running: ReadonlyMap<string, EvaluationProgress>): string {
  const all = [...running.values()];
  const sum = (what: 'done' | 'planned' | 'missing'): number => all.reduce((total, one) => total + one[what], 0);
  const who = all.length === 1 ? shortId([...running.keys()][0]) : count(all.length, 'candidate');
  const [first, ...others] = all;
  if (first === undefined) return '';
  const accuracy = others.length === 0 ? `  ${percent(first.accuracy)}` : '';
  const missing = sum('missing') > 0 ? `  ${sum('missing')} missing` : '';
  return `${who}  ${sum('done')}/${sum('planned')} items${accuracy}${missing}`;
}

/** `$0.12`, or the calls where a model has no price. */
export function spentText({ completions, costUsd }: Spent): string {
  return costUsd === null ? `${count(completions, 'call')}, unpriced` : dollars(costUsd);
}

/** `t03c1` of `run/t03c1`. */
function shortId(candidate = ''): string {
  return candidate.split('/').at(-1) ?? candidate;
}
