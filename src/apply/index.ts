export type {
  Applied,
  ApplyInput,
  ApplyOptions,
  OpenWorkflow,
  Paid,
  RunOptions,
  StreamOptions,
  UseResult,
} from './contract.ts';
export { enter } from './enter.ts';
export { openWorkflow } from './open.ts';
