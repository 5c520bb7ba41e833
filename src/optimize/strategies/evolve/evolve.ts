import { elementAt } from '../../../base/lists.ts';
import type { Transition } from '../../../environment/index.ts';
import { bestOfTurn } from '../../select.ts';
import type { Search, SearchContext, Strategy } from '../contract.ts';
import { createMergeSchedule } from './merge-schedule.ts';
import { type Origin, createPool } from './pool.ts';
import { type Asked, type Place, firstQuestion, mergingQuestion, mutatingQuestion } from './questions.ts';
import { createSelector } from './selector.ts';
import { type EvolveSettings, settings } from './settings.ts';

/**
 * What GEPA (L. Agrawal et al. 2025, arXiv 2507.19457, algorithm 1; `gepa-ai/gepa`) does with texts, here with
 * programs: a pool of candidates; a parent from the Pareto frontier over items; reflective mutation on a minibatch,
 * which the child has to win before it is run on the other items; and merges of two candidates. Unlike there,
 * minibatches come from the validation items: what a parent did on them is on record, so that it is never run again.
 */
export const evolve: Strategy<typeof settings> = {
  id: 'evolve',
  about: 'parents from the Pareto frontier over items, a minibatch before the rest, merges (GEPA, arXiv 2507.19457)',
  settings,
  /** Trajectories need whole scores. */
  settle: (asked, { command }) => (command === 'collect' ? { ...asked, minibatch: asked.minibatch ?? null } : asked),
  open,
};

function open(context: SearchContext<EvolveSettings>): Search {
  const pool = createPool(context);
  const selector = createSelector(context, pool);
  const schedule = createMergeSchedule(context, pool);
  let asked: readonly Asked[] = [];

  const mutation = async (place: Place): Promise<Asked> => {
    const selection = selector.next();
    return selection === undefined ? firstQuestion(context, place) : mutatingQuestion(context, selection, place);
  };
  // Each question asks for one candidate, so that the slots of a turn count its questions.
  const bornOf = ({ candidate }: Transition): Born =>
    candidate.writtenBy === null ? originOf(elementAt(asked, candidate.slot)) : byPerson(candidate.parentId);

  return {
    propose: async (turn) => {
      await pool.settle();
      const places = placesOf(turn, context.settings.candidates);
      const merge = schedule.next(turn);
      const questions: Asked[] = [];
      for (const [slot, place] of places.entries()) {
        const isMerge = slot === 0 && merge !== undefined;
        questions.push(isMerge ? await mergingQuestion(context, merge, place) : await mutation(place));
      }
      asked = questions;
      return questions.map(({ question }) => question);
    },
    tell: (turn, transitions) => {
      if (turn === 0) {
        for (const start of transitions) pool.add(start, START);
        return undefined;
      }
      const joined = transitions.filter((transition) => pool.add(transition, bornOf(transition)));
      schedule.hear(joined.map(bornOf));
      return bestOfTurn(joined, context.objective);
    },
  };
}

const START: Origin = { stateId: null, parents: [] };

/** Where a member of the pool comes from, and whether it joins two. */
type Born = Origin & Pick<Asked, 'isMerge'>;

function originOf({ question, parents, isMerge }: Asked): Born {
  return { stateId: question.state.id, parents, isMerge };
}

/** What a person submitted was written in no state. */
function byPerson(parentId: string | null): Born {
  return { stateId: null, parents: parentId === null ? [] : [parentId], isMerge: false };
}

/** The slot is told where a turn asks several questions. */
function placesOf(turn: number, candidates: number): Place[] {
  return Array.from({ length: candidates }, (_, slot) => ({ turn, slot: candidates === 1 ? undefined : slot }));
}
