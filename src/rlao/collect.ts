import { usageError } from '../base/errors.ts';
import { readOptions } from '../base/read-options.ts';
import {
  type OptimizeHooks,
  type OptimizeOptions,
  type OptimizeResult,
  cameToNothing,
  estimateOptimize,
  hasSetting,
  optimize,
} from '../optimize/index.ts';
import { runLimits } from '../run/index.ts';
import type { Estimate } from '../score/index.ts';
import { episodeSettings } from './settings.ts';
import { type Proposals, addProposals } from '../proposals/index.ts';
import type { Task } from '../task/contract.ts';

export interface CollectOptions
  extends Omit<OptimizeOptions, 'task' | 'turns' | 'test' | 'horizon' | 'racing' | 'name'>, OptimizeHooks {
  /** Benchmarks, task files or tasks; each becomes its own run. */
  tasks: readonly (string | Task)[];
  /**
   * Episodes per task; each takes `horizon` turns, starting from the workflow that the previous episode ended with.
   * @default 10
   */
  episodes?: number;
  /** K: turns per episode. 2 in the paper. @default 2 */
  horizon?: number;
  /** m: actions sampled from each state. 5 in the paper. @default 5 */
  candidates?: number;
  onTask?: (progress: CollectProgress) => void;
}

/** After each task. */
export interface CollectProgress {
  task: string;
  result: OptimizeResult;
}

export interface CollectResult {
  runs: {
    run: string;
    task: string;
    status: OptimizeResult['status'];
    reason: string | null;
    /** What to do about a failure. */
    hint: string | null;
    /** Written by the meta-agent. */
    candidates: number;
    proposals: Proposals;
    calls: number;
    costUsd: number | null;
  }[];
  /** That of the run that ended early; `done` if none did, and `failed` if no program of any could be scored. */
  status: OptimizeResult['status'];
  candidates: number;
  /** Outcomes of the workflows written, over all runs. */
  proposals: Proposals;
  calls: number;
  /** `null` when a model is unpriced. */
  costUsd: number | null;
}

/**
 * Gathers trajectories (W4S, section 4): m actions from each state, the best of them advances it, all are kept
 * with their rewards over the whole history, and every K turns the state is reset to the current workflow. The context
 * is the paper's conversation, so that the turns of an episode share their prefix. Evaluations always run in full: a
 * race would blur the scores that rewards are computed from. The test splits stay sealed.
 *
 * Tasks run one after another under one budget; repeating the call continues where it was interrupted.
 */
export async function collect(given: CollectOptions): Promise<CollectResult> {
  const { tasks, budgetUsd, maxCalls, onTask, ...options } = { ...given, ...readOptions(runLimits, given) };
  if (tasks.length === 0)
    throw usageError('missing-task', 'Expected at least one task to collect trajectories on', {
      hint: '`w4s tasks` lists them.',
    });
  const results: { task: string; result: OptimizeResult }[] = [];
  for (const task of tasks) {
    const spent = sum(results.map(({ result }) => result));
    const result = await optimize({
      ...searchOptions(options),
      task,
      budgetUsd: left(budgetUsd, spent.costUsd ?? 0),
      maxCalls: left(maxCalls, spent.calls),
    });
    const name = typeof task === 'string' ? task : task.name;
    results.push({ task: name, result });
    onTask?.({ task: name, result });
    if (!isCollected(result)) break;
  }
  return {
    runs: results.map(({ task, result: { run, status, reason, hint, proposals, calls, costUsd } }) => ({
      run,
      task,
      status,
      reason,
      hint,
      candidates: proposals.candidates,
      proposals,
      calls,
      costUsd,
    })),
    proposals: addProposals(results.map(({ result }) => result.proposals)),
    status: statusOf(results.map(({ result }) => result)),
    ...sum(results.map(({ result }) => result)),
  };
}

/** Whether all of its trajectories are there. Programs that could not be scored are failures to learn from. */
function isCollected(result: OptimizeResult): boolean {
  return result.status === 'done' || cameToNothing(result, result.candidates);
}

function statusOf(results: readonly OptimizeResult[]): OptimizeResult['status'] {
  const early = results.find((result) => !isCollected(result));
  if (early !== undefined) return early.status;
  return results.some(({ status }) => status === 'done') ? 'done' : 'failed';
}

/** What {@link collect} with these options would ask and pay at most, task by task, with nothing asked. */
export async function estimateCollect({ tasks, ...options }: CollectOptions): Promise<Estimate[]> {
  const estimates: Estimate[] = [];
  for (const task of tasks) estimates.push(await estimateOptimize({ ...searchOptions(options), task }));
  return estimates;
}

/** A search that gathers trajectories: `turns` are those of all episodes. */
function searchOptions(options: Omit<CollectOptions, 'tasks' | 'onTask'>) {
  const { episodes, candidates, horizon, selection } = readOptions(episodeSettings, options);
  return {
    ...options,
    horizon: hasSetting(options, 'horizon') ? horizon : undefined,
    selection: hasSetting(options, 'selection') ? selection : options.selection,
    candidates,
    turns: episodes * horizon,
    test: 0,
    racing: 'off',
    command: 'collect',
  } as const;
}

function left(limit: number | undefined, spent: number): number | undefined {
  return limit === undefined ? undefined : Math.max(0, limit - spent);
}

function sum(results: readonly OptimizeResult[]): Pick<CollectResult, 'candidates' | 'calls' | 'costUsd'> {
  return {
    candidates: results.reduce((total, { proposals }) => total + proposals.candidates, 0),
    calls: results.reduce((total, { calls }) => total + calls, 0),
    costUsd: results.reduce<number | null>(
      (total, { costUsd }) => (total === null || costUsd === null ? null : total + costUsd),
      0,
    ),
  };
}
