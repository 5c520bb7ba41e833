export type {
  Applied,
  ApplyInput,
  ApplyInputs,
  ApplyOptions,
  OpenWorkflow,
  Paid,
  RunOptions,
  StreamOptions,
  UseResult,
} from './contract.ts';
export { type LoadWorkflowOptions, loadWorkflow } from './load.ts';
export { enter } from './enter.ts';
export { openWorkflow } from './open.ts';
export { applySettings } from './settings.ts';
export { type InputTable, type RowInput, inputsOfBytes, readInputs } from './rows/read.ts';
export { type Outcome, type RowResult, prefixOf, renderRows } from './rows/write.ts';
