export { estimateOptimize } from './estimate.ts';
export { optimize } from './optimize.ts';
export type { OptimizeHooks } from './hooks.ts';
export type { Limits, OptimizeOptions, Settings } from './options.ts';
export type { Best, Measured, OptimizeResult } from './result.ts';
export type { ReviewPolicy } from './review.ts';
export { assertReviewed } from './review.ts';
export { exportWorkflow, runFolder, scoresOfCandidate, writeReport } from './artefacts.ts';
