export { annotated } from './annotated.ts';
export { decide } from './decide.ts';
export type { ReviewDecision } from './decide.ts';
export { reviewGate } from './gate.ts';
export { pendingReviews, policyOf } from './pending.ts';
export type { Pending } from './pending.ts';
export { assertReviewed, programsOf, standingOf } from './policy.ts';
export type { ReviewPolicy, Standing } from './policy.ts';
