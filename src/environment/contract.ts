import type { EvaluationProgress, EvaluationSetup, EvaluationSummary } from '../evaluate/index.ts';
import type { Message, Model } from '../model/contract.ts';
import type { Objective, RacingRule } from '../statistics/index.ts';
import type { TaskItem } from '../task/contract.ts';
import type { Finding } from '../workflow/index.ts';
import type { PromptForm } from './prompt-form.ts';
import type { Reward } from './reward.ts';
import type { Attempt, Proposal } from './self-correction.ts';
import type { HistoryEntry, StatePlace } from './state.ts';

/** An action after self-correction, with its place in the run. */
export type Candidate = RunnableCandidate | SkippedCandidate;

/** Its program passed its trial. */
export interface RunnableCandidate extends CandidateFacts {
  code: string;
  hash: string;
}

/** No program of it passed a trial, after all repairs. */
export interface SkippedCandidate extends CandidateFacts {
  code: null;
  hash: null;
}

interface CandidateFacts extends Proposal {
  /** `run/t03c1`: turn 3, slot 1. Turn 0 are the workflows that the search starts from. */
  id: string;
  turn: number;
  /** 0 .. m-1; from m on what persons wrote. */
  slot: number;
  /** The workflow that it was to improve on, or that a person edited; `null` where nobody knows of one. */
  parentId: string | null;
  /** The workflow whose v is v_(t-1), which a reward of 0.5 has to exceed; `null` for none. */
  previousId: string | null;
  /** The person who wrote it; `null` for the meta-agent, and for workflows that the search starts from. */
  writtenBy: string | null;
  gate?: MinibatchGate;
  findings: readonly Finding[];
}

/** A few items that a candidate is run on first: only one that beats its rival there is run on the others. */
export interface MinibatchGate {
  /** A candidate whose evaluation is complete. */
  rival: string;
  /** Ids of validation items, in the order in which they are run. */
  items: readonly string[];
  /** Whether a sum that equals the rival's is enough. @default false */
  tiesPass?: boolean;
}

/** What the meta-agent is asked in a state, how often, and what its answers are compared with. */
export interface Question {
  state: StatePlace;
  messages: readonly Message[];
  /**
   * Asked one after the other, of each answer by itself. The last answer is the action. Those before it are drafts:
   * they stand in the messages of the action, and are not tried, rewarded or trained on.
   *
   * @default none
   */
  followUps?: readonly string[];
  /** m: actions sampled from them. */
  count: number;
  /** Of its candidates. */
  parentId: string | null;
  /** Of its candidates. */
  previousId: string | null;
  /** Of its candidates. @default none: only the race decides how far they are run */
  gate?: MinibatchGate;
  /** What a user can do where the messages are too long for the meta-agent. */
  remedy: string;
}

/** `held`: not run, since a person rejected it. `skipped`: no working program after all repairs. */
export type TransitionStatus = 'scored' | 'inconclusive' | 'stopped' | 'held' | 'skipped';

/** A program that a person submitted to the search. */
export interface Submitted {
  code: string;
  /** Of its turn. */
  slot: number;
  /** The candidate that it was edited from. */
  parentId: string | null;
  by: string;
}

/** What a step of the environment brings: v_t, f_t and r_t of one candidate. */
export interface Transition {
  candidate: Candidate;
  status: TransitionStatus;
  evaluation: EvaluationSummary | null;
  /** v_t; `null` unless `scored`. */
  accuracy: number | null;
  feedback: string | null;
  /** `null` where the candidate was stopped, held or inconclusive: it could not be judged. */
  reward: Reward | null;
  /** The history's next element, when this candidate is chosen. */
  entry: HistoryEntry | null;
}

/** A person who decides which programs may be run. */
export interface ReviewGate {
  /** Whether a program is not to be run before somebody decided. */
  holds(candidate: Pick<RunnableCandidate, 'turn' | 'hash' | 'findings'>): Promise<boolean>;
  /** Waits for the decision; `stopped` where the run ends first. */
  decision(hash: string): Promise<'approved' | 'rejected' | 'stopped'>;
}

/** Whose completion it is, and the state that its action was taken in. */
export interface ActionPlace extends Pick<Candidate, 'id' | 'turn' | 'slot'> {
  state: StatePlace;
}

/** Hears facts as they happen; each call resolves when the fact is durable. */
export interface Recorder {
  attempt(place: ActionPlace, attempt: Attempt, index: number): Promise<void>;
  proposed(candidate: Candidate): Promise<void>;
  findings(hash: string, findings: readonly Finding[]): Promise<void>;
  /** The search waits for a person's decision about it. */
  held(candidate: RunnableCandidate): Promise<void>;
  reviewed(candidate: RunnableCandidate, decision: 'approved' | 'rejected'): Promise<void>;
  judged(transition: Transition): Promise<void>;
}

export interface EnvironmentOptions extends EvaluationSetup {
  runId: string;
  meta: Model;
  /** Runs candidates on the validation items. @default the executor, which their trials ask in any case */
  validationExecutor?: Model;
  /** Validation items, the same for every candidate. */
  items: readonly TaskItem[];
  recorder: Recorder;
  /** What an earlier session proposed under this id: nothing of it is asked or tried again. @default nothing */
  recall?: (candidateId: string) => Promise<Proposal | undefined>;
  /** How the meta-agent is asked for a repair, and told what came of a workflow. */
  prompt: PromptForm;
  /** Whether the feedback shows reference answers of validation items. */
  golds: boolean;
  /** What the search is after. */
  objective: Objective;
  /** When an evaluation ends that won't beat the best so far. */
  racing: RacingRule;
  review: ReviewGate;
  /** Whether the run is to stop: the meta-agent is then asked for nothing more within a turn. @default never */
  isStopping?: () => boolean;
  /** What a person advises the meta-agent in a turn; the same whenever it is asked for. @default nothing */
  hints?: (turn: number) => Promise<readonly string[]>;
  /**
   * What persons submitted, to be tried in a turn beside its actions; the same whenever it is asked for.
   * @param slot The first that is free in the turn.
   * @default nothing
   */
  submissions?: (turn: number, slot: number) => Promise<readonly Submitted[]>;
  metaTemperature: number;
  metaMaxTokens: number;
  maxRepairs: number;
  onProgress?: (candidateId: string, progress: EvaluationProgress) => void;
}

/**
 * The Markov decision process of W4S (section 3): states, actions with self-correction, and steps that return feedback
 * and reward.
 */
export interface Environment {
  /** Runs the workflows to start from: v_0 and f_0 of each. */
  reset(starts: readonly { label: string; code: string }[]): Promise<Transition[]>;
  /**
   * Samples the actions of a turn and corrects each until it passes its trial, and tries what persons submitted for
   * the turn.
   */
  act(questions: readonly Question[], turn: number): Promise<Candidate[]>;
  /** Runs a candidate on the validation items: v_t, f_t, r_t. */
  step(candidate: Candidate): Promise<Transition>;
}
