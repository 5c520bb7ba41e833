import type { EvaluationSummary } from '../evaluate/index.ts';
import type { Finding } from '../workflow/index.ts';
import type { Reward } from './reward.ts';
import type { Attempt, Proposal } from './self-correction.ts';
import type { HistoryEntry } from './state.ts';

/** An action after self-correction, with its place in the run. */
export interface Candidate extends Proposal {
  /** `run/t03c1`: turn 3, slot 1. Turn 0 is the example workflow. */
  id: string;
  turn: number;
  /** 0 .. m-1. */
  slot: number;
  /** The workflow that the state started from. */
  parentId: string | null;
  hash: string | null;
  findings: readonly Finding[];
}

/** `held`: not run, since its findings wait for a person's review. `skipped`: no working program after all repairs. */
export type TransitionStatus = 'scored' | 'inconclusive' | 'stopped' | 'held' | 'skipped';

/** What a step of the environment brings: v_t, f_t and r_t of one candidate. */
export interface Transition {
  candidate: Candidate;
  status: TransitionStatus;
  evaluation: EvaluationSummary | null;
  /** v_t; `null` unless `scored`. */
  accuracy: number | null;
  feedback: string | null;
  /** `null` where the candidate was stopped or held before it could be judged. */
  reward: Reward | null;
  /** The history's next element, when this candidate is chosen. */
  entry: HistoryEntry | null;
}

/** Hears facts as they happen; each call resolves when the fact is durable. */
export interface Recorder {
  attempt(candidate: Pick<Candidate, 'id' | 'turn' | 'slot'>, attempt: Attempt, index: number): Promise<void>;
  proposed(candidate: Candidate): Promise<void>;
  findings(hash: string, findings: readonly Finding[]): Promise<void>;
  judged(transition: Transition): Promise<void>;
}
