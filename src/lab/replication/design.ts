import type { IdeaForm } from '../../environment/index.ts';
import type { Method, RowKind } from '../../rlao/index.ts';

/** A way to train a meta-agent on trajectories, or to leave it as it is. */
export interface Learner {
  name: string;
  /** `null`: the untrained meta-agent. */
  method: Method | null;
  /** Temperature of the weights. @default 0.4, the paper's */
  tau?: number;
  /**
   * A candidate's reward: the paper's 1 / 0.5 / 0, its gain over the start, or its rank in its state.
   * @default 'paper'
   */
  reward?: 'paper' | 'gain' | 'rank';
  /**
   * Whether its actions are trained with states of other families: what such a learner knows, it has not read in its
   * state.
   */
  shuffled?: boolean;
  /** Whether each action of its searches hears of an idea to build on. @default 'off' */
  ideas?: IdeaForm;
  /** Number of training seeds: the unit of repetition. */
  trainings: number;
  /** Whether to sample all candidates at once from the initial state, without feedback. @default false */
  atOnce?: boolean;
  /** Whether its searches run after all others. @default false */
  isBeside?: boolean;
  /** The learner whose weights these searches use, if they have none of their own. */
  weightsOf?: string;
  /** Passes over the rows. @default the design's */
  epochs?: number;
  /** The seeds whose trajectories a seed's training has. @default its own */
  rowsOf?: (seed: number) => readonly number[];
  /** Of its searches. @default the design's */
  metaTemperature?: number;
}

export type TrainedLearner = Learner & { method: Method };

/** A hand-written workflow, tested beside the searches. */
export interface ByHand {
  name: string;
  /** A name in `examples/workflows`, or a path. */
  workflow: string;
  /** Number of seeds whose items it is tested on. */
  trainings: number;
}

/** Everything that is fixed before looking at held-out data. */
export interface Design {
  /** Prefix of the names of its runs and trained models. */
  name: string;
  /** The design whose trained models it uses. @default its own */
  trainedBy?: string;
  /** The design whose trajectories it uses. @default that of {@link trainedBy} */
  collectedBy?: string;
  /** Added to a seed where the items of a search are drawn. @default 0 */
  itemsFrom?: number;
  /** Tasks to collect trajectories on. */
  seen: readonly string[];
  /** Tasks to compare searches on, unknown to all trainings. */
  heldOut: readonly string[];
  /** The starts of every search and every trajectory. */
  starts: readonly string[];
  learners: readonly Learner[];
  /** Names of the arms that are compared, first minus second. */
  pairs: readonly (readonly [string, string])[];
  /** Seeds to work on here: each is a training of every learner, with items of its own. @default all */
  seeds?: readonly number[];
  byHand: readonly ByHand[];
  /**
   * Trajectories of one seed on one task: m candidates per turn, K turns per episode; with `ideas` each candidate
   * hears of one to build on, which training leaves out of its prompt.
   */
  collecting: { episodes: number; candidates: number; horizon: number; validation: number; ideas: IdeaForm };
  learning: { lora: number; epochs: number; lr: number; rowsPerStep: number; kinds: readonly RowKind[] };
  /** One search of one training on one held-out task. */
  searching: { turns: number; candidates: number; validation: number; test: number };
  metaTemperature: number;
  /** Repairs allowed for a program that does not work. */
  repairs: number;
  /** Token limits for an answer of the executor and a completion of the meta-agent. */
  tokens: { executor: number; meta: number };
}

/** Seeds of a learner, 0, 1, ..., as far as they are asked for. */
export function seedsOf({ seeds }: Pick<Design, 'seeds'>, { trainings }: { trainings: number }): number[] {
  return Array.from({ length: trainings }, (_, seed) => seed).filter((seed) => seeds?.includes(seed) ?? true);
}

/** Those of all learners. */
export function seedsOfAll(design: Pick<Design, 'seeds' | 'learners'>): number[] {
  return seedsOf(design, { trainings: Math.max(0, ...design.learners.map(({ trainings }) => trainings)) });
}

/** Learners with weights of their own to train. */
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

export function trainedName({ name, trainedBy = name }: Design, learner: TrainedLearner, seed: number): string {
  return `${trainedBy}-${learner.weightsOf ?? learner.name}-s${seed}`;
}

/** A task in run names and tables: its family, without parameters. */
export function familyOf(task: string): string {
  return task.replace(/^reasoning-gym:/, '').replace(/\?.*$/, '');
}
