import { HELD_OUT, POCKET_FAMILIES, type PocketFamily } from '../../providers/pocket-tasks/index.ts';
import type { Method } from '../../rlao/index.ts';
import { exampleWorkflow } from '../../workflow/index.ts';

/** Families that the meta-agent is trained on. */
export const SEEN: readonly PocketFamily[] = POCKET_FAMILIES.filter(
  ({ name }) => !(HELD_OUT as readonly string[]).includes(name),
);

/** A transformer from scratch: its shape, its data and its training. */
export interface BaseRecipe {
  role: 'executor' | 'meta';
  /** Problems of an executor, or states of a meta-agent, per round. */
  count: number;
  /**
   * Each with its own rows and the whole learning-rate schedule: the decay teaches the sums, and a second one teaches
   * more of them.
   */
  rounds: number;
  /** Seed of the rows. */
  seed: number;
  shape: {
    vocab: number;
    hidden: number;
    layers: number;
    heads: number;
    intermediate: number;
    context: number;
    seed: number;
  };
  /** `warmup`: share of the steps. Large steps at the beginning would destroy the copying heads. */
  training: { rowsPerStep: number; lr: number; warmup: number; seed: number };
  about: string;
}

export type BaseName = 'executor' | 'executor-b' | 'meta';

/** The plan of tokens before the plan of layers: one epoch over rows that are never repeated. */
export const BASES: Readonly<Record<BaseName, BaseRecipe>> = {
  executor: {
    role: 'executor',
    count: 20_000,
    rounds: 2,
    seed: 0,
    about: 'solves the pocket tasks in several styles',
    shape: { vocab: 1280, hidden: 192, layers: 6, heads: 6, intermediate: 512, context: 512, seed: 21 },
    training: { rowsPerStep: 80, lr: 3e-3, warmup: 0.12, seed: 2 },
  },
  'executor-b': {
    role: 'executor',
    count: 18_000,
    rounds: 2,
    seed: 1,
    about: 'a second executor of other size and seed, for transfer',
    shape: { vocab: 1024, hidden: 160, layers: 7, heads: 5, intermediate: 448, context: 512, seed: 22 },
    training: { rowsPerStep: 80, lr: 3e-3, warmup: 0.12, seed: 3 },
  },
  meta: {
    role: 'meta',
    count: 4_600,
    rounds: 1,
    seed: 0,
    about: 'writes workflows without judgement: the untrained meta-agent',
    shape: { vocab: 1024, hidden: 192, layers: 5, heads: 6, intermediate: 448, context: 1024, seed: 11 },
    training: { rowsPerStep: 32, lr: 2e-3, warmup: 0.05, seed: 1 },
  },
};

/** Weight of a family's problems in the executors' rows, relative to the others. */
export const SHARES: Readonly<Record<string, number>> = {
  'pocket-arith': 1.8,
  'pocket-lingual': 1.2,
  'pocket-passage': 1.4,
  'pocket-choice': 0.8,
  'pocket-format': 1.2,
};

/**
 * Trajectories: on validation items, with the paper's m = 5 and K = 2. Many short runs instead of one long one: the
 * reward looks at the whole run, where the best so far soon leaves nothing to earn.
 */
export const COLLECTING = { episodes: 1, candidates: 5, horizon: 2, validation: 32 } as const;
/**
 * Their starts. For answers, worked steps instead of the plain executor, which is so rarely right that the first turn
 * would reward nearly every program.
 */
export const STARTS: Readonly<Record<PocketFamily['kind'], string>> = {
  answer: exampleWorkflow('chain_of_thought'),
  code: exampleWorkflow('direct_code'),
};
/** Runs per family, each with its own seed. */
export const COLLECTING_RUNS = 20;

export interface Learner {
  name: string;
  method: Method;
  about: string;
}

/** The learners trained on the same trajectories. */
export const LEARNERS: readonly Learner[] = [
  { name: 'meta-rlao', method: 'rlao', about: 'the meta-agent after RLAO' },
  { name: 'meta-sft-all', method: 'sft-all', about: 'the meta-agent after fine-tuning on all rows' },
  {
    name: 'meta-sft-best',
    method: 'sft-best',
    about: 'the meta-agent after fine-tuning on the best row of each state',
  },
];
/**
 * Equal for all learners, the number of rows too and nearly that of steps: rows are drawn by their weights, or seven of
 * the 32 rows in a step of RLAO would weigh something, and all 32 of fine-tuning on the best. The temperature of the
 * rewards is a quarter of the paper's: four in five rows of these short runs have the reward 0, and at 0.4 they hold a
 * quarter of the weight. Chosen, as the rate, by programs for the seen families.
 */
export const LEARNING = { tau: 0.1, weights: 'resample', epochs: 5, rowsPerStep: 32, lr: 1.5e-3, seed: 0 } as const;
