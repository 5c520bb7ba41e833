import type { CandidateStatus } from '../store/index.ts';

/** A candidate, reduced to what its tally needs. */
export interface Proposal {
  /** 0 for a starting workflow. */
  turn: number;
  /** Within its turn. */
  slot: number;
  /** A person wrote it: later ones are compared with it, but it is none of the meta-agent's. */
  byPerson: boolean;
  status: CandidateStatus;
  /** The first attempt: no program that parses, or one that passed or failed its trial. */
  first: 'unreadable' | 'failed' | 'passed';
  repairs: number;
  /** Nothing passed its trial. */
  broken: boolean;
  /** Over all validation items; `null` if not all were run, or too few could be scored. */
  accuracy: number | null;
  /** Dropped for falling behind the best. */
  raced: boolean;
  /** Scored 0 on every item it ran. */
  zero: boolean;
  /** Calls of the executor over its evaluation; `null` without one. */
  calls: number | null;
}
