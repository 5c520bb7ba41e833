export type { CompareReferences } from './compare.ts';
export { compare } from './compare.ts';
export type { ScoreOptions, ScoreResult } from './score-workflow.ts';
export { scoreWorkflow } from './score-workflow.ts';
export type { Subject } from './subject.ts';
export { findSubject } from './subject.ts';
