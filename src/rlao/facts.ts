import { first } from '../base/lists.ts';
import type { Proposals } from '../proposals/index.ts';
import type { RewardMismatch } from './recompute.ts';
import type { RewardScale } from './reward-scale.ts';
import type { RowKind, RowLoss, TrainingRow } from './rows.ts';
import type { RunTrajectories } from './trajectory.ts';
import type { Method } from './weights/method.ts';
import { type WeightShare, effectiveSampleSize, shareWhere, sharesBy } from './weights/spread.ts';

/** Why collected data is not in the data set: a {@link RowLoss}, or the filter. */
export type DropReason = RowLoss | 'not-selected';

/** What a data set consists of, for people, for a trained model's card, and for warnings. */
export interface DatasetFacts {
  version: 1;
  method: Method;
  tau: number;
  rewardScale: RewardScale;
  weights: 'column' | 'resample';
  /** Seed of the resampling; `null` for `column`. */
  seed: number | null;
  /** Outcomes of all workflows written in the runs read, for the requested tasks, before anything was left out. */
  proposals: Proposals;
  /** The control in which rows get other rows' prompts; `null` where each row keeps its own. */
  shuffledStates: { seed: number; sameTask: number; unchanged: number } | null;
  rows: number;
  /** Without the copies made by resampling. */
  distinctRows: number;
  states: number;
  episodes: number;
  runs: string[];
  /** Rows by task. */
  tasks: Record<string, number>;
  kinds: Record<RowKind, number>;
  /** Rows by reward, rounded to three digits: `{"0": 3, "0.5": 1, "1": 2}`. */
  rewards: Record<string, number>;
  /** Meta-agents that wrote the completions, as their servers name them. */
  models: string[];
  /** Kish's measure, of the weights before resampling. */
  effectiveSampleSize: number;
  /** Share of the weight on rows that earned nothing, in [0, 1]. */
  unearnedWeight: number;
  /** Rows with weight 0: exports with weights leave them out. */
  zeroWeightRows: number;
  largestState: WeightShare;
  largestTask: WeightShare;
  promptCharacters: number;
  completionCharacters: number;
  /** Measured on the completions of these runs; 4 if the meta-agent's server counts no tokens. */
  charactersPerToken: number;
  /**
   * Estimates: characters / `charactersPerToken`; sampled ids are counted exactly. Each row includes its own prefix.
   */
  promptTokens: number;
  completionTokens: number;
  /** Rows with sampled token ids. */
  rowsWithTokens: number;
  dropped: Partial<Record<DropReason, number>>;
  rewardMismatches: readonly RewardMismatch[];
  warnings: string[];
}

export interface FactsInput {
  /** The rows before resampling. */
  weighted: readonly TrainingRow[];
  rows: readonly TrainingRow[];
  sources: readonly RunTrajectories[];
  proposals: Proposals;
  dropped: DatasetFacts['dropped'];
  rewardMismatches: readonly RewardMismatch[];
  settings: Pick<DatasetFacts, 'method' | 'tau' | 'rewardScale' | 'weights' | 'seed' | 'shuffledStates'>;
}

/** All of {@link DatasetFacts} except the warnings, which are derived from it. */
export function factsOf({
  weighted,
  rows,
  sources,
  proposals,
  dropped,
  rewardMismatches,
  settings,
}: FactsInput): Omit<DatasetFacts, 'warnings'> {
  return {
    version: 1,
    ...settings,
    proposals,
    rows: rows.length,
    distinctRows: settings.weights === 'column' ? rows.length : rows.filter(({ id }) => !id.includes('~')).length,
    states: distinct(rows, ({ state }) => state),
    episodes: distinct(rows, ({ episode }) => episode),
    runs: [...new Set(rows.map(({ id }) => id.slice(0, id.lastIndexOf('/'))))],
    tasks: countBy(rows, ({ task }) => task),
    kinds: { action: 0, repair: 0, ...countBy(rows, ({ kind }) => kind) },
    rewards: countBy(
      rows.toSorted((a, b) => a.reward - b.reward),
      ({ reward }) => String(Number(reward.toFixed(3))),
    ),
    models: modelsOf(rows, sources),
    effectiveSampleSize: effectiveSampleSize(weighted.map(({ weight }) => weight)),
    unearnedWeight: shareWhere(weighted, ({ reward }) => reward <= 0),
    zeroWeightRows: weighted.filter(({ weight }) => weight === 0).length,
    largestState: first(sharesBy(weighted, ({ state }) => state)),
    largestTask: first(sharesBy(weighted, ({ task }) => task)),
    ...sizesOf(rows, charactersPerToken(sources)),
    dropped,
    rewardMismatches,
  };
}

function sizesOf(rows: readonly TrainingRow[], perToken: number) {
  const promptCharacters = sum(rows, ({ messages }) => sum(messages, ({ content }) => content.length));
  return {
    promptCharacters,
    completionCharacters: sum(rows, ({ completion }) => completion.length),
    charactersPerToken: perToken,
    promptTokens: Math.round(promptCharacters / perToken),
    completionTokens: Math.round(sum(rows, ({ tokens, completion }) => tokens?.length ?? completion.length / perToken)),
    rowsWithTokens: rows.filter(({ tokens }) => tokens !== null).length,
  };
}

function charactersPerToken(sources: readonly RunTrajectories[]): number {
  const counted = attemptsOf(sources).filter(({ completionTokens }) => completionTokens > 0);
  return counted.length === 0
    ? 4
    : sum(counted, ({ completion }) => completion.length) / sum(counted, ({ completionTokens }) => completionTokens);
}

function modelsOf(rows: readonly TrainingRow[], sources: readonly RunTrajectories[]): string[] {
  const states = new Set(rows.map(({ state }) => state));
  const inside = sources
    .flatMap(({ trajectories }) => trajectories.flatMap((one) => one.states))
    .filter(({ id }) => states.has(id));
  return [
    ...new Set(
      inside.flatMap(({ candidates }) => candidates.flatMap(({ attempts }) => attempts.map(({ model }) => model))),
    ),
  ].toSorted();
}

function attemptsOf(sources: readonly RunTrajectories[]) {
  return sources.flatMap(({ trajectories }) =>
    trajectories.flatMap(({ states }) =>
      states.flatMap(({ candidates }) => candidates.flatMap(({ attempts }) => attempts)),
    ),
  );
}

function distinct<T>(items: readonly T[], key: (item: T) => string): number {
  return new Set(items.map(key)).size;
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(items, key)].map(([name, inside]) => [name, inside.length]));
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((all, item) => all + of(item), 0);
}
