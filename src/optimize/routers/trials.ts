import type { RunnableCandidate, Transition } from '../../environment/index.ts';
import { objectiveOf } from '../../statistics/index.ts';
import { candidateById } from '../../store/index.ts';
import type { Router } from '../../workflow/index.ts';
import type { OpenRun } from '../open-run.ts';
import { bestStart } from '../select.ts';
import { askRouter, askTrial } from './ask-trial.ts';
import type { Trial } from './contract.ts';
import { placeOf, proposeRouter } from './record.ts';
import { lackOfRoom } from './room.ts';
import { ruleTrial } from './rule-trial.ts';
import type { Unlike } from './unlike.ts';

interface Given extends Pick<Unlike, 'programs' | 'values'> {
  history: readonly Transition[];
}

export interface Trials {
  tried: { trial: Trial; candidate: RunnableCandidate }[];
  /** Why others were not tried. */
  notes: string[];
}

/** The routers to judge, on record as candidates of the turn after the last; `undefined` where the run is to stop. */
export async function trialsOf(run: OpenRun, given: Given): Promise<Trials | undefined> {
  const { router } = run.plan.settings;
  const { programs, values, history } = given;
  const trials: Trials = { tried: [], notes: [] };
  const propose = (one: Router) => proposeRouter(run, one, { place: placeFor(run, history, one.kind), programs });
  if (router !== 'executor') {
    const trial = await ruleTrial(run, programs, values);
    if (typeof trial === 'string') trials.notes.push(trial);
    else trials.tried.push({ trial, candidate: await propose(trial.router) });
  }
  if (router === 'rule') return trials;
  const lack = await lackFor(run, given);
  if (lack !== undefined) return { ...trials, notes: [...trials.notes, lack] };
  const asks = askRouter(run, programs);
  const candidate = await propose(asks);
  const trial = await askTrial(run, asks, candidate);
  if (trial === undefined) return undefined;
  return { ...trials, tried: [...trials.tried, { trial, candidate }] };
}

/** What was begun is gone on with: the calls that it paid for by now are no lack of room. */
async function lackFor(run: OpenRun, { programs, history }: Given): Promise<string | undefined> {
  if ((await candidateById(run.session.store, placeFor(run, history, 'executor').id)) !== undefined) return undefined;
  const start = bestStart(history, objectiveOf(run.plan.settings));
  return lackOfRoom(run, { history, start, programs: programs.map(({ finalist }) => finalist) });
}

const SLOTS: Record<Router['kind'], number> = { rule: 0, executor: 1 };

function placeFor({ live }: OpenRun, history: readonly Transition[], kind: Router['kind']) {
  return placeOf(live.row.id, Math.max(...history.map(({ candidate }) => candidate.turn)), SLOTS[kind]);
}
