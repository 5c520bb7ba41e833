export type { ApiOptions, InputRule, ServeOptions, ServedModel, WorkflowApi, WorkflowServer } from './contract.ts';
export { DEFAULT_PORT, openWorkflowApi, serveWorkflows } from './serve.ts';
