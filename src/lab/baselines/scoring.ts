import { candidateId } from '../../base/candidate-id.ts';
import type { Dispatcher, EvaluationSummary } from '../../evaluate/index.ts';
import type { LiveRun } from '../../run/index.ts';
import { inconclusive, problemsOf } from '../../report/index.ts';
import { createEvaluator } from '../../score/index.ts';
import type { Session } from '../../session/index.ts';
import { type Store, addCandidate, judgeCandidate } from '../../store/index.ts';
import type { Toolbox } from '../../tools/index.ts';
import { scannedFile } from '../../workflow/index.ts';
import type { FilledOptions, ScoredWorkflow } from './contract.ts';
import type { Plan, Planned } from './plan.ts';

/** What all workflows of the run share. */
export type ScoringSettings = Pick<
  FilledOptions,
  'split' | 'executor' | 'judge' | 'repeats' | 'seed' | 'onProgress' | 'onScored'
>;

export interface ScoringOptions {
  session: Session;
  options: ScoringSettings;
  plan: Pick<Plan, 'task' | 'items'>;
  tools: Toolbox | undefined;
  run: LiveRun;
  /** Who runs the items. @default this process */
  dispatcher?: Dispatcher;
}

/** Scores workflows of one run, one after the other: each is a candidate of turn 0, as the starts of a search are. */
export interface Scoring {
  /** @returns `undefined` where the run stops before its last item */
  score(workflow: Planned, evaluations: number): Promise<ScoredWorkflow | undefined>;
}

export function createScoring({ session, options, plan, tools, run, dispatcher }: ScoringOptions): Scoring {
  const { store } = session;
  const { split } = options;
  const { task, items } = plan;
  const evaluateOne = createEvaluator({ ...options, task, items, session, tools, run, dispatcher });
  let slot = 0;
  return {
    score: async (workflow, evaluations) => {
      const before = slot++;
      const id = candidateId(run.row.id, 0, before);
      await propose(store, run.row.id, { id, slot: before, workflow });
      const summary = await evaluateOne({
        evaluationId: `${id}/${split}`,
        candidateId: id,
        label: workflow.name,
        workflow,
        findings: await scannedFile(workflow.code, session.sandbox),
        onProgress: (progress) =>
          options.onProgress?.({ ...progress, name: workflow.name, before, evaluations: Math.max(evaluations, slot) }),
      });
      await judge(store, id, summary);
      if (summary.status === 'stopped') return undefined;
      const scored = await scoredWorkflow(store, { name: workflow.name, candidate: id }, summary);
      options.onScored?.(scored);
      return scored;
    },
  };
}

function propose(
  store: Store,
  runId: string,
  { id, slot, workflow: { name, code, hash } }: { id: string; slot: number; workflow: Planned },
): Promise<void> {
  return addCandidate(store, {
    id,
    run_id: runId,
    turn: 0,
    slot,
    parent_id: null,
    status: 'proposed',
    analysis: name,
    code,
    raw_code: null,
    code_hash: hash,
    repairs: 0,
    problem: null,
    accuracy: null,
    reward: null,
    feedback: null,
    advanced: 0,
    evaluation_id: null,
    created_at: Date.now(),
  });
}

function judge(store: Store, id: string, { status, accuracy, evaluationId }: EvaluationSummary): Promise<void> {
  const known = accuracy === null ? 'inconclusive' : 'scored';
  return judgeCandidate(store, id, {
    status: status === 'stopped' ? 'stopped' : known,
    accuracy,
    reward: null,
    feedback: null,
    evaluation_id: evaluationId,
  });
}

async function scoredWorkflow(
  store: Store,
  { name, candidate }: Pick<ScoredWorkflow, 'name' | 'candidate'>,
  summary: EvaluationSummary,
): Promise<ScoredWorkflow> {
  const { accuracy, interval, n, missing, failures, callsPerItem, tokens, costUsd } = summary;
  const perItem = (total: number): number => (n === 0 ? 0 : total / n);
  return {
    name,
    candidate,
    accuracy,
    problem: accuracy === null ? inconclusive(summary, await problemsOf(store, summary.evaluationId)) : null,
    interval,
    n,
    missing,
    failed: Object.values(failures).reduce((sum, number) => sum + number, 0),
    callsPerItem,
    tokensPerItem: {
      promptTokens: perItem(tokens.promptTokens),
      completionTokens: perItem(tokens.completionTokens),
    },
    costPerItemUsd: costUsd === null ? null : perItem(costUsd),
  };
}
