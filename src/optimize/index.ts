export { executorCapReason } from './executor-cap.ts';
export { estimateOptimize } from './estimate.ts';
export { optimize } from './optimize.ts';
export type { OptimizeHooks } from './hooks.ts';
export type { Limits, OptimizeOptions } from './options.ts';
export type { Settings } from './settings.ts';
export { recordedOptions, recordedSettings } from './recorded.ts';
export type { Best, Measured, OptimizeResult } from './result.ts';
export { exportWorkflow, scoresOfCandidate, writeReport } from './artefacts.ts';
