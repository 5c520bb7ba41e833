import type { HistoryEntry, Transition } from '../../../environment/index.ts';
import type { SearchContext } from '../contract.ts';
import type { Descendant } from './merge.ts';

/** A program that was run on all validation items. */
export interface Member extends Descendant {
  entry: HistoryEntry;
  /** The state that it was written in; `null` for a start. */
  stateId: string | null;
}

/** What a candidate was written from: nothing, for a start. */
export type Origin = Pick<Member, 'stateId' | 'parents'>;

export interface Pool {
  /** @returns whether the candidate joined */
  add(transition: Transition, origin: Origin): boolean;
  /** Reads the scores of those that joined; needed before {@link members}. */
  settle(): Promise<void>;
  members(): readonly Member[];
  /** Ids of all items that any member was run on. */
  items(): readonly string[];
}

/** Candidates that lost their minibatch or a race stay out: nothing is known of them on most items. */
export function createPool({ itemScores }: Pick<SearchContext<unknown>, 'itemScores'>): Pool {
  const waiting: Omit<Member, 'scores'>[] = [];
  const members: Member[] = [];
  return {
    add: ({ evaluation, accuracy, entry, candidate: { id } }, origin) => {
      if (evaluation?.status !== 'complete' || accuracy === null || entry === null) return false;
      waiting.push({ ...origin, id, accuracy, entry });
      return true;
    },
    settle: async () => {
      for (const one of waiting.splice(0)) members.push({ ...one, scores: await itemScores(one.id) });
    },
    members: () => members,
    items: () => [...new Set(members.flatMap(({ scores }) => [...scores.keys()]))].toSorted(),
  };
}
