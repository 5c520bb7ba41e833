import type { OptimizeHooks } from '../optimize/index.ts';
import type { Spent } from '../model/index.ts';
import type { Interval } from '../statistics/index.ts';
import type { RunEvent } from '../store/index.ts';
import { score } from './format.ts';
import type { Live } from './live.ts';
import type { Output } from './output.ts';
import { createRunStatus } from './run-status.ts';

/**
 * Tells the events of a run, or of several, to people as they happen, one line each, and passes them on as JSON lines.
 * @param hasNew Whether the command has the flag `--new`.
 */
export function followRun(
  output: Output,
  { hasNew = false } = {},
): Required<Pick<OptimizeHooks, 'onEvent' | 'onProgress' | 'onDownload' | 'onSpending'>> {
  const bests = new Map<string, number>();
  let spent: () => Spent = () => ({ completions: 0, costUsd: 0 });
  let status = createRunStatus(() => spent());
  let live: Live | undefined;
  const begin = (): void => void (live ??= output.live(() => status.text()));
  const end = (): void => {
    live?.end();
    live = undefined;
  };
  return {
    onDownload: (text) => output.status(text),
    onProgress: ({ candidateId, ...progress }) => {
      begin();
      status.progress(candidateId, progress);
    },
    onSpending: (tell) => {
      spent = tell;
      status = createRunStatus(() => spent());
    },
    onEvent: ({ type, data, run }) => {
      output.event(type, { run, ...data });
      status.event(type, data);
      if (type === 'run-started' || type === 'run-resumed') begin();
      if (type === 'run-finished' || type === 'run-stopped') end();
      const { accuracy = null } = data as Facts;
      const isBest = type === 'candidate-scored' && accuracy !== null && accuracy > (bests.get(run) ?? -Infinity);
      if (isBest) bests.set(run, accuracy);
      const text = lineOf(type, data as Facts, { run, isBest, hasNew });
      if (text !== undefined) output.note(text);
    },
  };
}

/** The facts that events carry, as the recorder writes them. */
interface Facts {
  candidate?: string;
  task?: string;
  executor?: string;
  meta?: string;
  turn?: number;
  turns?: number;
  attempt?: number;
  problem?: string;
  analysis?: string;
  status?: string;
  accuracy?: number | null;
  interval?: Interval | null;
  n?: number;
  reward?: number | null;
  callsPerItem?: number | null;
  skippedByRacing?: number;
  missing?: number;
  cause?: string;
  items?: number;
  text?: string;
}

function lineOf(
  type: RunEvent['type'],
  fact: Facts,
  { run, isBest, hasNew }: { run: string; isBest: boolean; hasNew: boolean },
): string | undefined {
  const id = shortId(fact.candidate ?? '');
  switch (type) {
    case 'run-started':
      return `Run ${run}: ${fact.task}, executor ${fact.executor}, meta-agent ${fact.meta}`;
    case 'run-resumed':
      return `Run ${run} goes on where it stopped${hasNew ? ' (a new one: --new)' : ''}`;
    case 'turn-started':
      return `Turn ${fact.turn} of ${fact.turns}`;
    case 'candidate-proposed':
      return !fact.analysis?.trim() ? undefined : `  ${id}  ${firstLine(fact.analysis.trim())}`;
    case 'candidate-repaired':
      return `  ${id}  attempt ${Number(fact.attempt) + 1} failed its trial: ${firstLine(fact.problem)}`;
    case 'candidate-skipped':
      return `  ${id}  skipped: no working program after ${fact.problem === undefined ? 'all' : 'its'} repairs`;
    case 'candidate-held':
      return `  ${id}  held for review: its findings are dangerous`;
    case 'candidate-scored':
      return `  ${id}  ${scoreLine(fact)}${isBest ? '  best so far' : ''}`;
    case 'test-opened':
      return `Test split opened for ${id} (${fact.items} items)`;
    case 'call-retried':
      return `  ${fact.text}`;
    case 'warning-raised':
      return `Warning: ${fact.text}`;
    default:
      return undefined;
  }
}

function scoreLine(fact: Facts): string {
  if (fact.status === 'stopped') return 'stopped before it was scored';
  if (fact.accuracy == null) return `inconclusive: ${whyInconclusive(fact)}`;
  const calls = (fact.callsPerItem ?? 0).toFixed(1);
  const reward = fact.reward == null || fact.turn === 0 ? '' : `, reward ${fact.reward}`;
  const tail = `${calls} calls an item${reward}`;
  const saved = fact.skippedByRacing ?? 0;
  // What was dropped early has no score but an estimate.
  if (saved > 0)
    return `about ${score(fact.accuracy, null)}, behind after ${fact.n} items, ${tail}, ${saved} items saved by racing`;
  return `${score(fact.accuracy, fact.interval ?? null)} on ${fact.n} items, ${tail}`;
}

/** Where nothing is missing, it is the replies: see `EvaluationSummary.unusable`. */
function whyInconclusive({ missing, n, cause }: Facts): string {
  if (missing === undefined) return 'most completions came empty, cut off, filtered or refused';
  return `${missing} of ${missing + Number(n)} items are missing (${firstLine(cause)})`;
}

/** `t03c1` of `run/t03c1`. */
function shortId(candidate: string): string {
  return candidate.split('/').at(-1) ?? candidate;
}

function firstLine(text = ''): string {
  const [line = ''] = text.split('\n');
  return line.length <= 160 ? line : `${line.slice(0, 159)}…`;
}
