import { W4sError } from '../base/errors.ts';
import type { Transition } from '../environment/index.ts';
import { inconclusiveBecause, isMostlyUnusable } from '../evaluate/index.ts';
import type { Ending } from '../run/index.ts';
import { missingCause } from '../score/index.ts';
import type { OpenRun } from './open-run.ts';

/** How a search ends in which nothing beside its start could be scored; `undefined` where something could. */
export async function fruitless(
  { session, live }: Pick<OpenRun, 'session' | 'live'>,
  history: readonly Transition[],
): Promise<Ending | undefined> {
  const proposed = history.filter(({ candidate }) => candidate.turn > 0);
  if (proposed.some(({ status }) => status === 'scored' || status === 'held')) return undefined;
  const problems = await Promise.all(proposed.map((one) => problemOf(session.store, one)));
  const byPeople = proposed.some(({ candidate }) => candidate.writtenBy !== null);
  return {
    status: 'failed',
    reason: `${noneScored(proposed.length, byPeople)} The problem: ${counted(problems) || UNKNOWN}`,
    error: new W4sError('fruitless', problems.at(-1) ?? UNKNOWN, {
      hint: `\`w4s show ${live.row.id} --trajectory\` prints what it wrote. ${adviceOf(proposed)}`,
    }),
  };
}

/** @param byPeople Whether persons wrote workflows, too. */
function noneScored(written: number, byPeople = false): string {
  const writers = byPeople ? 'meta-agent and people' : 'meta-agent';
  return written === 1
    ? `The workflow that the ${writers} wrote could not be scored.`
    : `None of the ${written} workflows that the ${writers} wrote could be scored.`;
}

/** Whether a search ended so: all is written, and nothing of it scored. Going on would change nothing. */
export function cameToNothing({ status, reason }: { status: string; reason: string | null }, written: number): boolean {
  return status === 'failed' && reason?.startsWith(noneScored(written)) === true;
}

/** One line: what is wrong with the program, or what its evaluation lacked. */
async function problemOf(store: OpenRun['session']['store'], { candidate, evaluation }: Transition): Promise<string> {
  if (candidate.problem !== null) return firstLine(candidate.problem);
  if (evaluation === null) return UNKNOWN;
  if (isMostlyUnusable(evaluation)) return UNUSABLE;
  const missing = await missingCause(store, evaluation.evaluationId);
  return firstLine(missing?.message ?? inconclusiveBecause(evaluation) ?? UNKNOWN);
}

const UNKNOWN = 'no evaluation was conclusive';

/** Without numbers, so that the same problem of several programs counts as one. */
const UNUSABLE = 'most replies of the executor were empty, cut off, filtered or refused';

function adviceOf(proposed: readonly Transition[]): string {
  return proposed.some(({ evaluation }) => evaluation !== null && isMostlyUnusable(evaluation))
    ? 'Where replies are cut off, a higher --max-tokens may do better.'
    : 'Another --meta, or another --seed, may do better.';
}

/** `3 x KeyError: 'x'; 1 x no code block`. One problem stands alone if there is one program. */
function counted(problems: readonly string[]): string {
  const counts = [...new Set(problems)].map((problem) => ({
    problem,
    count: problems.filter((other) => other === problem).length,
  }));
  return counts
    .toSorted((a, b) => b.count - a.count)
    .slice(0, 3)
    .map(({ problem, count }) => (problems.length === 1 ? problem : `${count} x ${problem}`))
    .join('; ');
}

function firstLine(text: string): string {
  const [line = ''] = text.split('\n');
  return line;
}
