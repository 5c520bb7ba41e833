export { bootstrapMean } from './bootstrap-mean.ts';
export type { BreakEven, BreakEvenInput } from './break-even.ts';
export { breakEven } from './break-even.ts';
export type { CellDifference, PairedCell } from './cell-difference.ts';
export { cellDifference } from './cell-difference.ts';
export type { ItemScore } from './clusters.ts';
export { clusterByItem } from './clusters.ts';
export type { Interval } from './contract.ts';
export type { Friedman } from './friedman.ts';
export { friedman } from './friedman.ts';
export { holmAdjusted } from './holm.ts';
export { meanInterval } from './mean-interval.ts';
export { mean } from './mean.ts';
export { criticalDifference, indistinct } from './nemenyi.ts';
export type { PairedDifference } from './paired.ts';
export { pairedDifference } from './paired.ts';
export { percentiles } from './percentile.ts';
export type { RaceState, RacingRule } from './racing.ts';
export { canStillWin, isClearlyBehind, slices } from './racing.ts';
export {
  ACCURACY,
  OBJECTIVES,
  type Objective,
  type ObjectiveName,
  type Outcome,
  compareBy,
  costPerCorrect,
  covers,
  frontier,
  isAdmissible,
  objectiveOf,
} from './objective.ts';
export type { Standing } from './rank.ts';
export { rank, startToBeat } from './rank.ts';
export { runningBest } from './running-best.ts';
export type { TrainingDifference, TrainingPair } from './training-difference.ts';
export { trainingDifference } from './training-difference.ts';
export { wilsonInterval } from './wilson.ts';
