export type { Circuit } from './circuit.ts';
export { createCircuit } from './circuit.ts';
export type { EvaluationLog, EvaluationStart, EvaluationSummary, ItemResult, KnownResult } from './contract.ts';
export type { EvaluationProgress, EvaluationRequest, EvaluationSetup } from './evaluate.ts';
export { evaluate } from './evaluate.ts';
export type { Gate } from './gate.ts';
export { createGate } from './gate.ts';
export { inconclusiveBecause, isMostlyUnusable } from './inconclusive.ts';
export { type ItemRun, type ItemSetup, evaluateItem } from './item.ts';
