import type { EvaluationProgress } from '../evaluate/index.ts';
import type { Spent } from '../model/index.ts';
import { count, dollars, percent } from './format.ts';
import { timeLeft } from './time-left.ts';

/** How far a run is, as one line; fed with its events and the progress of its evaluations. */
export interface RunStatus {
  event(type: string, facts: EventFacts): void;
  progress(candidate: string, progress: EvaluationProgress): void;
  text(): string;
}

/** What of an event the line needs. */
interface EventFacts {
  candidate?: string;
  turn?: number;
  turns?: number;
  candidates?: number;
  settings?: { turns: number; candidates: number; validation: number; test: number; repeats: number };
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

  const hear: Record<string, (facts: EventFacts) => void> = {
    'turn-started': ({ turn: number, turns }) => {
      turn = `turn ${number}/${turns}`;
      writing = 'the meta-agent is writing';
    },
    'candidate-repaired': ({ candidate }) => (writing = `the meta-agent is repairing ${shortId(candidate)}`),
    'candidate-proposed': () => (writing = ''),
    'test-opened': () => {
      turn = 'test';
      running.clear();
    },
  };
  const ended = (candidate: string | undefined): void => {
    running.delete(candidate ?? '');
    units.done += units.evaluation;
  };
  return {
    event: (type, facts) => {
      if (facts.settings !== undefined) units = unitsOf(facts.settings);
      if (/^candidate-(scored|skipped|held)$/.test(type)) ended(facts.candidate);
      hear[type]?.(facts);
    },
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
function unitsOf({ turns, candidates, validation, test, repeats }: NonNullable<EventFacts['settings']>): Units {
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
