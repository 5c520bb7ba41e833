import type { Method, RowKind } from '../../rlao/index.ts';

/** A way to make a meta-agent out of trajectories, or to leave it as it is. */
export interface Learner {
  name: string;
  /** `null`: the untrained meta-agent. */
  method: Method | null;
  /** Temperature of the weights. @default 0.4, the paper's */
  tau?: number;
  /**
   * What a candidate earns: the paper's 1 / 0.5 / 0, its gain over the start, or its rank in its state.
   * @default 'paper'
   */
  reward?: 'paper' | 'gain' | 'rank';
  /**
   * Trained with the states of other families under its actions: what such a learner knows, it has not read in its
   * state.
   */
  shuffled?: boolean;
  /** Seeds it is trained with: the unit of repetition. */
  trainings: number;
  /** All candidates at once from the initial state, nothing fed back. @default false */
  atOnce?: boolean;
  /** Searched with after all others. @default false */
  isBeside?: boolean;
  /** The learner whose weights these searches use, where they are not trained for it. */
  weightsOf?: string;
}

export type TrainedLearner = Learner & { method: Method };

/** A workflow that a person wrote, as it is tested beside the searches. */
export interface ByHand {
  name: string;
  /** A name of `examples/workflows`, or a path. */
  workflow: string;
  /** Seeds whose items it is tested on. */
  trainings: number;
}

/** Everything that is settled before anything held out is looked at. */
export interface Design {
  /** Beginning of the names of its runs and trained models. */
  name: string;
  /** Tasks that trajectories are collected on. */
  seen: readonly string[];
  /** Tasks that searches are compared on, and no training knows. */
  heldOut: readonly string[];
  /** What every search and every trajectory starts from. */
  starts: readonly string[];
  learners: readonly Learner[];
  byHand: readonly ByHand[];
  /** Trajectories of one seed on one task: m candidates a turn, K turns an episode. */
  collecting: { episodes: number; candidates: number; horizon: number; validation: number };
  learning: { lora: number; epochs: number; lr: number; rowsPerStep: number; kinds: readonly RowKind[] };
  /** One search of one training on one held-out task. */
  searching: { turns: number; candidates: number; validation: number; test: number };
  metaTemperature: number;
  /** Corrections that a program may have which does not work. */
  repairs: number;
  /** The most that an answer of the executor and a completion of the meta-agent may have. */
  tokens: { executor: number; meta: number };
}

/** Seeds of a learner, 0, 1, ... */
export function seedsOf({ trainings }: { trainings: number }): number[] {
  return Array.from({ length: trainings }, (_, seed) => seed);
}

/** Learners that have weights of their own to train. */
export function trainedLearners({ learners }: Design): TrainedLearner[] {
  return learners.filter(hasMethod).filter(({ weightsOf }) => weightsOf === undefined);
}

function hasMethod(learner: Learner): learner is TrainedLearner {
  return learner.method !== null;
}

/** `NAME-rlao-s0`: the trained model behind a learner's searches with a seed; `null` for the untrained meta-agent. */
export function modelName(design: Design, learner: Learner, seed: number): string | null {
  return hasMethod(learner) ? trainedName(design, learner, seed) : null;
}

export function trainedName({ name }: Design, learner: TrainedLearner, seed: number): string {
  return `${name}-${learner.weightsOf ?? learner.name}-s${seed}`;
}

/** How a task stands in names of runs and in tables: its family, without parameters. */
export function familyOf(task: string): string {
  return task.replace(/^reasoning-gym:/, '').replace(/\?.*$/, '');
}
