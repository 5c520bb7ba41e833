export { BASELINES, type Baseline } from './catalogue.ts';
export type { BaselineProgress, BaselinesOptions, BaselinesResult, ScoredWorkflow } from './contract.ts';
export { baselineSettings } from './contract.ts';
export { baselinesCsv } from './csv.ts';
export { estimateBaselines } from './estimate.ts';
export { runBaselines } from './run-baselines.ts';
export { baselinesText } from './text.ts';
