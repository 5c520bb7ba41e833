/**
 * w4s: makes a strong model better at a task without touching its weights.
 *
 * {@link optimize} runs the W4S loop, {@link evaluate} scores one workflow, {@link compare} compares two evaluations in
 * pairs, {@link loadWorkflow} puts one to use, {@link serveWorkflows} offers it to clients of OpenAI's API. What is not
 * exported here is private.
 */
export type { Applied, ApplyInput, ApplyInputs, LoadWorkflowOptions, OpenWorkflow, UseResult } from './apply/index.ts';
export { loadWorkflow } from './apply/index.ts';
export { defineConfig } from './config/index.ts';
export type { ProviderConfig, W4sConfig } from './config/index.ts';
export { W4sError } from './base/errors.ts';
export type { EvaluationProgress, EvaluationSummary } from './evaluate/index.ts';
export type { GuideOptions, GuideResult } from './guide/index.ts';
export { readGuide, writeGuide } from './guide/index.ts';
export type { Json } from './base/json.ts';
export type { Choice, Completion, CompletionRequest, Message, Model, Usage } from './model/index.ts';
export { ModelError } from './model/index.ts';
export type { OptimizeHooks, OptimizeOptions, OptimizeResult } from './optimize/index.ts';
export { optimize } from './optimize/index.ts';
export type { Proposals } from './proposals/index.ts';
export type { Comparison } from './report/index.ts';
export type { Sandbox, SandboxRequest, SandboxResult } from './sandbox/contract.ts';
export type { Requirement, ScoreOptions, ScoreResult } from './score/index.ts';
export { scoreWorkflow as evaluate } from './score/index.ts';
export { compareRuns as compare } from './score/index.ts';
export type { ApiOptions, ServeOptions, WorkflowApi, WorkflowServer } from './serve/index.ts';
export { openWorkflowApi, serveWorkflows } from './serve/index.ts';
export type { Interval, PairedDifference } from './statistics/index.ts';
export type { Score, ScoreContext, Scorer, SplitName, Task, TaskItem } from './task/contract.ts';
export type { ToolSource } from './tools/index.ts';
export { defineTask, loadTask } from './task/index.ts';
export type { Subject } from './subject/index.ts';
export type { ItemFailure, ItemFailureKind, ItemUsage, Trace } from './workflow/index.ts';
