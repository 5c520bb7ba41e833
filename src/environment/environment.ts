import type { EvaluateOptions } from '../evaluate/index.ts';
import type { Model } from '../model/contract.ts';
import type { TaskItem } from '../task/contract.ts';
import { type Finding, workflowHash } from '../workflow/index.ts';
import { act } from './act.ts';
import type { Candidate, Recorder, Transition } from './contract.ts';
import type { PromptLimits } from './prompt.ts';
import { type ContextPolicy, type State, initialState } from './state.ts';
import { step } from './step.ts';

type Shared = Pick<EvaluateOptions, 'task' | 'executor' | 'judge' | 'sandbox' | 'gate' | 'log' | 'quotas' | 'canStart' | 'signal' | 'repeats' | 'coverage' | 'seed'>;

export interface EnvironmentOptions extends Shared {
  runId: string;
  meta: Model;
  /** Validation items, the same for every candidate. */
  items: readonly TaskItem[];
  recorder: Recorder;
  limits: PromptLimits;
  context: ContextPolicy;
  /** Whether the feedback shows right answers of validation items. */
  golds: boolean;
  /** Whether an evaluation ends once it can't beat the workflow before. */
  racing: boolean;
  /** Whether a program with dangerous findings waits for a person instead of being run. */
  holds: (findings: readonly Finding[]) => boolean;
  metaTemperature: number;
  metaMaxTokens: number;
  maxRepairs: number;
  onProgress?: (candidateId: string, progress: Parameters<NonNullable<EvaluateOptions['onProgress']>>[0]) => void;
}

/** The Markov decision process of W4S (section 3): states, actions with self-correction, and steps that return feedback and reward. */
export interface Environment {
  /** s_0; with an example workflow, after its evaluation: v_0 and f_0. */
  reset(example?: { code: string }): Promise<{ state: State; start?: Transition }>;
  /** Samples `count` actions from one state and corrects each until it passes its trial. */
  act(state: State, turn: number, count: number): Promise<Candidate[]>;
  /** Runs a candidate on the validation items: v_t, f_t, r_t. */
  step(state: State, candidate: Candidate): Promise<Transition>;
}

export function createEnvironment(options: EnvironmentOptions): Environment {
  const recordedStep = async (state: State, candidate: Candidate): Promise<Transition> => {
    const transition = await step(options, state, candidate);
    await options.recorder.judged(transition);
    return transition;
  };
  return {
    reset: async (example) => {
      const empty = initialState(options.task, examplesOf(options));
      if (example === undefined) return { state: empty };
      const candidate = exampleCandidate(options.runId, example.code);
      await options.recorder.proposed(candidate);
      const start = await recordedStep(empty, candidate);
      return { state: initialState(options.task, examplesOf(options), start.entry ?? undefined), start };
    },
    act: (state, turn, count) => act(options, state, turn, count),
    step: recordedStep,
  };
}

/** `run/t03c1`: turn 3, slot 1. */
export function candidateId(runId: string, turn: number, slot: number): string {
  return `${runId}/t${String(turn).padStart(2, '0')}c${slot}`;
}

function examplesOf({ items }: EnvironmentOptions): readonly TaskItem[] {
  return items.slice(0, 2);
}

function exampleCandidate(runId: string, code: string): Candidate {
  return {
    id: candidateId(runId, 0, 0), turn: 0, slot: 0, parentId: null, hash: workflowHash(code), findings: [],
    attempts: [], analysis: '', code, rawCode: null, problem: null,
  };
}
