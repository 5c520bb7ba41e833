export type { Circuit } from './circuit.ts';
export { createCircuit } from './circuit.ts';
export type {
  EvaluationLog,
  EvaluationStart,
  EvaluationSummary,
  ItemFailure,
  ItemFailureKind,
  ItemResult,
  ItemUsage,
  KnownResult,
  MissingKind,
} from './contract.ts';
export type { EvaluateOptions, EvaluationProgress } from './evaluate.ts';
export { evaluate } from './evaluate.ts';
export type { Gate } from './gate.ts';
export { createGate } from './gate.ts';
export { inconclusiveBecause } from './inconclusive.ts';
export { isMissing } from './item.ts';
