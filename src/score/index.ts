export type { CompareOptions, CompareReferences } from './compare.ts';
export { compare, compareRuns } from './compare.ts';
export { missingCause } from './missing.ts';
export type { ScoreOptions, ScoreResult } from './score-workflow.ts';
export { scoreWorkflow } from './score-workflow.ts';
export type { Subject } from './subject.ts';
export { findSubject } from './subject.ts';
