import type { Transition } from '../../environment/index.ts';
import { isAdmissible, objectiveOf, rank } from '../../statistics/index.ts';
import { type TriedRouter, type Winners, howOf, judge } from '../../winners/index.ts';
import type { OpenRun } from '../open-run.ts';
import { measured } from '../result.ts';
import { type Finalist, outcomeOf } from '../select.ts';
import type { Program, Trial } from './contract.ts';
import { recordRouter } from './record.ts';
import { trialsOf } from './trials.ts';
import { type Unlike, unlikePrograms } from './unlike.ts';

/** What a search keeps beside its best single program. */
export interface Decided {
  winners: Winners;
  /** The router that won; `undefined` where the best single program did. */
  router: Finalist | undefined;
}

/**
 * Keeps K unlike programs and, by validation alone, a router over them: it wins where a paired one-sided test says that
 * it is worth more than the best single program.
 * @returns `undefined` where the run is to stop: what is missing is done when it goes on.
 */
export async function decideWinners(run: OpenRun, history: readonly Transition[]): Promise<Decided | undefined> {
  const unlike = await unlikePrograms(run, history);
  const winners: Winners = { ...NOTHING, programs: unlike?.report ?? [], notes: [] };
  if (unlike === undefined || unlike.programs.length < 2 || run.plan.settings.router === 'off')
    return { winners, router: undefined };
  const trials = await trialsOf(run, { ...unlike, history });
  if (trials === undefined) return undefined;
  winners.notes.push(...trials.notes);
  const recorded: Recorded[] = [];
  for (const { trial, candidate } of trials.tried) {
    const finalist = await recordRouter(run, trial, { candidate, programs: unlike.programs });
    if (finalist === undefined) winners.notes.push(`Too little of the router by ${trial.router.kind} was scored.`);
    else recorded.push({ trial, finalist });
  }
  winners.tried = await judged(run, recorded, unlike);
  const objective = objectiveOf(run.plan.settings);
  const better = recorded.filter((_, i) => winners.tried[i]?.isBetter);
  const [best] = rank(better, ({ finalist }) => ({ ...outcomeOf(finalist), ...finalist.candidate }), objective);
  winners.used = best?.trial.router.kind ?? null;
  return { winners, router: best?.finalist };
}

const NOTHING: Omit<Winners, 'programs' | 'notes'> = { tried: [], used: null, single: null, folder: null };

interface Recorded {
  trial: Trial;
  finalist: Finalist;
}

/** Each against the best single program; what the objective asks of any winner, it asks of a router. */
async function judged(
  { plan, environment }: OpenRun,
  recorded: readonly Recorded[],
  { programs, worth, single }: Unlike,
): Promise<TriedRouter[]> {
  const scores = [];
  for (const { finalist } of recorded)
    scores.push(worth(await environment.log.known(finalist.evaluation.evaluationId)));
  const verdicts = judge(scores, single);
  const objective = objectiveOf(plan.settings);
  return recorded.map(({ trial, finalist }, i) => {
    const { difference = null, p = 1, isBetter = false } = verdicts[i] ?? {};
    return {
      kind: trial.router.kind,
      candidate: finalist.candidate.id,
      how: howOf(trial.router),
      validation: measured(finalist.evaluation),
      difference,
      p,
      isBetter: isBetter && isAdmissible(objective, outcomeOf(finalist)),
      picks: picksOf(plan, trial, programs),
    };
  });
}

function picksOf(
  { validation, settings }: OpenRun['plan'],
  { pickOn }: Trial,
  programs: readonly Program[],
): TriedRouter['picks'] {
  const repeats = Array.from({ length: settings.repeats }, (_, repeat) => repeat);
  const picks = validation.flatMap(({ id }) => repeats.map((repeat) => pickOn(id, repeat).program));
  return programs.map(({ name, finalist }) => ({
    candidate: finalist.candidate.id,
    items: picks.filter((pick) => pick === name).length,
  }));
}
