export type { CompareOptions, CompareReferences } from './compare.ts';
export { compare, compareRuns, evaluationsFor } from './compare.ts';
export type { Estimate, ExpectedCalls, Range } from './estimate.ts';
export { ANSWER_TOKENS, CALLS_AN_ITEM, estimateOf, itemTokens, judgeCalls, priced, tokensIn } from './estimate.ts';
export { estimateScore } from './estimate-score.ts';
export { levelAdvice, levelOf } from './level.ts';
export { missingCause } from './missing.ts';
export type { ScoreOptions, ScoreResult } from './contract.ts';
export { scoreWorkflow } from './score-workflow.ts';
