export type {
  AddressSource,
  CorpusSource,
  ItemTools,
  ProgramSource,
  Toolbox,
  ToolCallPlace,
  ToolFacts,
  ToolLog,
  ToolResult,
  ToolSource,
} from './contract.ts';
export { ToolError } from './contract.ts';
export { openTools } from './open.ts';
export { toolSources } from './source-schema.ts';
