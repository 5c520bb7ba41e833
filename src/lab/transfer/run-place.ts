import { z } from 'zod';
import type { Ending, LiveRun } from '../../run/index.ts';
import { findIdentical, pricesOf, resultOfRun, takeUp, withRun } from '../../run/index.ts';
import { endingOf } from '../../score/index.ts';
import type { Session } from '../../session/index.ts';
import type { Run } from '../../store/index.ts';
import { type ScoredWorkflow, createScoring } from '../baselines/index.ts';
import type { FilledOptions, TransferResult } from './contract.ts';
import { type Place, newRunOf } from './place.ts';
import type { Plan } from './plan.ts';

/** What all places of a transfer share. */
export interface Work {
  session: Session;
  options: FilledOptions;
  plan: Plan;
}

/** What is on record of a place, as far as it came. */
export interface ScoredPlace {
  place: Place;
  run: string;
  /** In the order of the place's workflows; shorter where it ended early. */
  scored: ScoredWorkflow[];
}

export type EndedPlace = ScoredPlace & { ending: Ending };

/** What this place's run may still pay. */
export type Limits = Pick<FilledOptions, 'budgetUsd' | 'maxCalls'>;

export interface PlaceOptions {
  limits: Limits;
  onStarted(run: LiveRun): void;
  /** The result of the place alone, as `show` prints it. */
  resultOf(scored: ScoredPlace, ending: Ending): Promise<TransferResult>;
}

/** Scores a place, goes on with it, or reads back what it came to. */
export async function runPlace({ session, options, plan }: Work, place: Place, of: PlaceOptions): Promise<EndedPlace> {
  const planned = newRunOf(session, options, plan.name, place);
  const before = await findIdentical(session.store, planned.identity);
  if (before !== undefined) return readBack(before, place);
  const row = await takeUp(session, planned, { cache: 'use' });
  const prices = pricesOf(row, [place.executor.id], session);
  const { maxTokens, signal, onSpending } = options;
  const live = { ...of.limits, maxTokens, signal, onSpending, prices, isolated: false, again: 'the same command' };
  return withRun(session, row, live, (run) => score({ session, options, plan }, place, run, of));
}

async function score({ session, options }: Work, place: Place, run: LiveRun, of: PlaceOptions): Promise<EndedPlace> {
  of.onStarted(run);
  const scoring = createScoring({
    session,
    options: { ...options, executor: place.executor.model },
    plan: place,
    tools: place.tools,
    run,
  });
  const scored: ScoredWorkflow[] = [];
  for (const workflow of place.workflows) {
    const one = await scoring.score(workflow, place.workflows.length);
    if (one === undefined) break;
    scored.push(one);
  }
  run.throwIfLost();
  const ending = endingOf(run, scored.length < place.workflows.length);
  const outcome = { place, run: run.row.id, scored };
  await run.settled();
  await run.finish(ending, { ...(await of.resultOf(outcome, ending)), scored });
  if (ending.error !== undefined) throw ending.error;
  return { ...outcome, ending };
}

const placeResult = z.looseObject({ scored: z.array(z.looseObject({ candidate: z.string() })) });

function readBack(run: Run, place: Place): EndedPlace {
  const scored = (resultOfRun(run, placeResult)?.scored ?? []) as unknown as ScoredWorkflow[];
  return { place, run: run.id, scored, ending: { status: 'done', reason: null } };
}
