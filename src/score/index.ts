export type { CompareOptions, CompareReferences } from './compare.ts';
export { compare, compareRuns, evaluationsFor } from './compare.ts';
export { missingCause } from './missing.ts';
export type { Problem } from './problems.ts';
export { problemsOf } from './problems.ts';
export type { ScoreOptions, ScoreResult } from './score-workflow.ts';
export { scoreWorkflow } from './score-workflow.ts';
export type { Subject } from './subject.ts';
export { findSubject } from './subject.ts';
