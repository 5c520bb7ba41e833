export type { InputRule, ServeOptions, ServedModel, WorkflowServer } from './contract.ts';
export { DEFAULT_PORT, serveWorkflows } from './serve.ts';
