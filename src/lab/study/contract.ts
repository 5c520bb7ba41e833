import type { PromptChoice, PromptFormName } from '../../environment/index.ts';
import type { GivenSettings, OptimizeHooks, Settings, StrategyName } from '../../optimize/index.ts';
import type { Model } from '../../model/contract.ts';
import type { ScoreOptions } from '../../score/index.ts';
import type { Surroundings } from '../../session/index.ts';
import type { Task } from '../../task/contract.ts';

/** What it calls itself: beginning of the names of its runs, and the folder beside the store. */
export type StudyKind = 'study' | 'ablation';

/**
 * The kinds of arms. `search`: a meta-agent with a strategy; an ablation calls its searches `untrained`, `model` and
 * `best-of-n`. `start`: the plain executor, asked once. `vote`: the plain executor, asked as often per item as the best
 * winner asks it. `workflow`: one written by hand, tested without a search. `solver`: a model that solves the task
 * itself, asked by a workflow in place of the executor.
 */
export const ARM_KINDS = ['search', 'untrained', 'model', 'best-of-n', 'start', 'vote', 'workflow', 'solver'] as const;
export type ArmKind = (typeof ARM_KINDS)[number];

export interface Arm {
  /** As it is shown. */
  name: string;
  /** Its part of the names of runs, which stays when other arms are added. */
  key: string;
  kind: ArmKind;
  /** The meta-agent, or the solver; `null` for arms that have none. */
  model: string | Model | null;
  /** `null` for arms without a search. */
  strategy: StrategyName | null;
  /** The strategy's own settings. */
  settings: GivenSettings;
  /** What an older version searched with under the same name: such a run counts, and continues as it began. */
  formerly?: GivenSettings;
  /** The .py file of a workflow written by hand, or of what asks a solver; `null` for all other arms. */
  file: string | null;
}

export interface NamedModel {
  name: string;
  model: string | Model;
}

/** The settings that all arms share. */
export interface SharedSettings
  extends
    Pick<Settings, 'turns' | 'candidates' | 'validation' | 'golds' | 'metaTemperature' | 'start'>,
    Partial<Pick<Settings, 'metaMaxTokens' | 'maxTokens' | 'maxRepairs'>> {
  seeds: number[];
  /** Data seed of seed 0; `undefined` if all seeds have the same items. */
  dataSeed?: number | undefined;
  /** Items of the sealed test split. */
  test: number;
  /** Executor calls of a search on validation items; `null` without a cap. */
  calls: number | null;
  /** Dollars of a search; absent without a cap. */
  usd?: number;
}

/** With what depends on the models. */
export interface Design extends SharedSettings {
  prompt: PromptFormName;
}

/** What is compared: arms, on blocks of task and executor, seed by seed. */
export interface Study {
  kind: StudyKind;
  /** Part of the names of its runs: chosen, or made of what is looked up. */
  name: string | ((design: Design, models: readonly (string | null)[]) => string);
  arms: readonly Arm[];
  tasks: readonly (string | Task)[];
  executors: readonly NamedModel[];
  judge?: string | Model | undefined;
  design: SharedSettings;
  prompt?: PromptChoice | undefined;
  /** Arms to compare, the first minus the second. */
  pairs: readonly (readonly [arm: string, against: string])[];
  /** The arm that stands out: the one that all others are compared with. */
  against: string | null;
}

/** Where a study works, what it may spend, and who hears of it. */
export interface StudyOptions
  extends Surroundings, Pick<OptimizeHooks, 'onEvent' | 'onProgress' | 'onSpending' | 'signal' | 'onDownload'> {
  /** Item runs at a time. @default the config's, else 48 */
  concurrency?: number;
  /** Whether `w4s worker` processes run the items of its searches and tests. @default false */
  workers?: boolean;
  /** Dollars in total, earlier sessions included. @default no cap */
  budgetUsd?: number;
  /** Called before each search and each test. */
  onCell?: (cell: { arm: string; task: string; executor: string; seed: number; part: 'search' | 'test' }) => void;
  /** Called with a function that stops softly. */
  onStarted?: (stop: () => void) => void;
  onRetry?: ScoreOptions['onRetry'];
}

/** Whether an arm searches for workflows and thus has a meta-agent, a winner and a curve. */
export function searches({ kind }: Pick<Arm, 'kind'>): boolean {
  return kind !== 'start' && kind !== 'vote' && kind !== 'workflow' && kind !== 'solver';
}
