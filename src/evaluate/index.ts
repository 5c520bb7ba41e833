export type { Circuit } from './circuit.ts';
export { createCircuit } from './circuit.ts';
export type { EvaluationLog, EvaluationStart, EvaluationSummary, ItemResult, KnownResult } from './contract.ts';
export type { EvaluateOptions, EvaluationProgress } from './evaluate.ts';
export { evaluate } from './evaluate.ts';
export type { Gate } from './gate.ts';
export { createGate } from './gate.ts';
export { inconclusiveBecause, isMostlyUnusable } from './inconclusive.ts';
export { type ItemOptions, evaluateItem, isMissing } from './item.ts';
