import { headOf } from '../base/clip.ts';
import type { OptimizeHooks } from '../optimize/index.ts';
import type { Spent } from '../model/index.ts';
import type { Judged, RunEvent } from '../run/index.ts';
import { calledAs } from './called-as.ts';
import { callsAnItem } from '../present/index.ts';
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
    onEvent: ({ run, ...event }) => {
      output.event(event.type, { run, ...event.data });
      status.event(event);
      if (event.type === 'run-started' || event.type === 'run-resumed') begin();
      if (event.type === 'run-finished' || event.type === 'run-stopped') end();
      const text = lineOf(event, { run, isBest: isBest(run, event), hasNew });
      if (text !== undefined) output.note(text);
    },
  };

  function isBest(run: string, event: RunEvent): boolean {
    if (event.type !== 'candidate-scored' || event.data.accuracy === null) return false;
    if (event.data.accuracy <= (bests.get(run) ?? -Infinity)) return false;
    bests.set(run, event.data.accuracy);
    return true;
  }
}

function lineOf(
  event: RunEvent,
  { run, isBest, hasNew }: { run: string; isBest: boolean; hasNew: boolean },
): string | undefined {
  switch (event.type) {
    case 'run-started': {
      const { task, executor, meta } = event.data;
      return `Run ${run}: ${task}, executor ${executor}, meta-agent ${meta}`;
    }
    case 'run-resumed':
      return `Run ${run} continues where it stopped${hasNew ? ' (--new starts a new one)' : ''}`;
    case 'turn-started':
      return `Turn ${event.data.turn} of ${event.data.turns}`;
    case 'candidate-proposed': {
      const { candidate, analysis, writtenBy } = event.data;
      if (writtenBy !== undefined) return `  ${shortId(candidate)}  written by ${writtenBy}`;
      return analysis.trim() === '' ? undefined : `  ${shortId(candidate)}  ${firstLine(analysis.trim())}`;
    }
    case 'candidate-repaired': {
      const { candidate, attempt, problem } = event.data;
      return `  ${shortId(candidate)}  attempt ${attempt + 1} failed its trial: ${firstLine(problem)}`;
    }
    case 'candidate-skipped': {
      const { candidate, problem, writtenBy } = event.data;
      if (writtenBy !== undefined)
        return `  ${shortId(candidate)}  skipped: it failed its trial: ${firstLine(problem)}`;
      const repairs = problem === undefined ? 'all' : 'its';
      return `  ${shortId(candidate)}  skipped: no working program after ${repairs} repairs`;
    }
    case 'candidate-held':
      return (
        `  ${shortId(event.data.candidate)}  waits for review: ` +
        `\`${calledAs()} review show ${event.data.candidate}\``
      );
    case 'candidate-reviewed':
      return `  ${shortId(event.data.candidate)}  ${event.data.decision}`;
    case 'candidate-scored':
      return `  ${shortId(event.data.candidate)}  ${scoreLine(event.data)}${isBest ? '  best so far' : ''}`;
    case 'test-opened':
      return `Test split opened for ${shortId(event.data.candidate)} (${event.data.items} items)`;
    case 'call-retried':
      return `  ${event.data.text}`;
    case 'warning-raised':
      return `Warning: ${event.data.text}`;
    default:
      return undefined;
  }
}

function scoreLine(fact: Judged): string {
  if (fact.status === 'stopped') return 'stopped before it was scored';
  if (fact.accuracy === null) return `inconclusive: ${whyInconclusive(fact)}`;
  const reward = fact.reward === null || fact.turn === 0 ? '' : `, reward ${fact.reward}`;
  const tail = `${callsAnItem(fact.callsPerItem ?? 0)}${reward}`;
  const saved = fact.skippedByRacing;
  // What was dropped early has no score but an estimate.
  if (saved > 0)
    return `about ${score(fact.accuracy, null)}, behind after ${fact.n} items, ${tail}, ${saved} items saved by racing`;
  return `${score(fact.accuracy, fact.interval)} on ${fact.n} items, ${tail}`;
}

/** Where nothing is missing, it is the replies: see `EvaluationSummary.unusable`. */
function whyInconclusive({ missing, n, cause }: Judged): string {
  if (missing === undefined) return 'most completions were empty, cut off, filtered or refused';
  return `${missing} of ${missing + n} items are missing (${firstLine(cause)})`;
}

/** `t03c1` of `run/t03c1`. */
function shortId(candidate: string): string {
  return candidate.split('/').at(-1) ?? candidate;
}

function firstLine(text = ''): string {
  const [line = ''] = text.split('\n');
  return line.length <= 160 ? line : `${headOf(line, 159)}…`;
}
