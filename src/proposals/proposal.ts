import type { CandidateStatus } from '../store/index.ts';

/** A candidate, as far as its tally goes. */
export interface Proposal {
  /** 0: a workflow that the search started from. */
  turn: number;
  /** Within its turn. */
  slot: number;
  status: CandidateStatus;
  /** What the first attempt was: without a program that parses, or one that passed or failed its trial. */
  first: 'unreadable' | 'failed' | 'passed';
  repairs: number;
  /** Nothing passed its trial. */
  broken: boolean;
  /** Over all validation items; `null` where they were not all run, or too few could be scored. */
  accuracy: number | null;
  /** Given up when it was behind the best. */
  raced: boolean;
  /** None of the items that it ran earned anything. */
  zero: boolean;
  /** Of the executor, over its evaluation; `null` without one. */
  calls: number | null;
}
