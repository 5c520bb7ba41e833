import type { EvaluateOptions, EvaluationSummary } from '../evaluate/index.ts';
import type { Model } from '../model/contract.ts';
import type { RacingRule } from '../statistics/index.ts';
import type { TaskItem } from '../task/contract.ts';
import type { Finding } from '../workflow/index.ts';
import type { PromptLimits } from './prompt.ts';
import type { PromptForm } from './prompt-form.ts';
import type { Reward } from './reward.ts';
import type { Attempt, Proposal } from './self-correction.ts';
import type { ContextPolicy, HistoryEntry, State, StatePlace } from './state.ts';

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
  /** 0 .. m-1. */
  slot: number;
  /** The workflow that the state started from. */
  parentId: string | null;
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
  /** `null` where the candidate was stopped, held or inconclusive: it could not be judged. */
  reward: Reward | null;
  /** The history's next element, when this candidate is chosen. */
  entry: HistoryEntry | null;
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
  judged(transition: Transition): Promise<void>;
}

type Shared = Pick<
  EvaluateOptions,
  | 'task'
  | 'executor'
  | 'judge'
  | 'sandbox'
  | 'gate'
  | 'log'
  | 'quotas'
  | 'admit'
  | 'signal'
  | 'repeats'
  | 'coverage'
  | 'seed'
>;

export interface EnvironmentOptions extends Shared {
  runId: string;
  meta: Model;
  /** Runs candidates on the validation items. @default the executor, which their trials ask in any case */
  validationExecutor?: Model;
  /** Validation items, the same for every candidate. */
  items: readonly TaskItem[];
  recorder: Recorder;
  limits: PromptLimits;
  prompt: PromptForm;
  context: ContextPolicy;
  /** Whether the feedback shows right answers of validation items. */
  golds: boolean;
  /** When an evaluation ends that won't beat the best so far. */
  racing: RacingRule;
  /** Whether a program with dangerous findings waits for a person instead of being run. */
  holds: (hash: string, findings: readonly Finding[]) => Promise<boolean>;
  metaTemperature: number;
  metaMaxTokens: number;
  maxRepairs: number;
  onProgress?: (candidateId: string, progress: Parameters<NonNullable<EvaluateOptions['onProgress']>>[0]) => void;
}

/**
 * The Markov decision process of W4S (section 3): states, actions with self-correction, and steps that return feedback
 * and reward.
 */
export interface Environment {
  /** s_0, with the example workflows after their evaluation: v_0 and f_0 of each. */
  reset(starts: readonly { label: string; code: string }[]): Promise<{ state: State; starts: Transition[] }>;
  /** Samples `count` actions from one state and corrects each until it passes its trial. */
  act(state: State, turn: number, count: number): Promise<Candidate[]>;
  /** Runs a candidate on the validation items: v_t, f_t, r_t. */
  step(state: State, candidate: Candidate): Promise<Transition>;
}
