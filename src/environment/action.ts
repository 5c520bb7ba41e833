import type { Choice, Completion, Message, Model } from '../model/contract.ts';
import { seedOf } from '../base/random.ts';
import { extractWorkflow } from '../workflow/index.ts';

/** a_t: one completion of the meta-agent, read as analysis and workflow code. */
export interface Action {
  messages: readonly Message[];
  completion: Choice;
  analysis: string;
  /** `null` when the completion holds no workflow; `problem` says why. */
  code: string | null;
  problem: string | null;
  /** Its share of the request's usage; costs of a shared prompt are on the first action of a turn. */
  usage: { promptTokens: number; completionTokens: number; costUsd: number | null };
  model: string;
}

export interface SampleActionsOptions {
  meta: Model;
  messages: readonly Message[];
  /** Actions sampled from the same state: m in the paper. */
  count: number;
  /**
   * Number of the first sample. Every turn and every repair has numbers of its own, so equal states give new actions.
   */
  sample: number;
  seed: number;
  temperature: number;
  maxTokens: number;
  candidateId?: string;
  signal?: AbortSignal;
}

/** Samples actions pi(a | s). @throws {ModelError} when the meta-agent can't be reached. */
export async function sampleActions({
  meta,
  messages,
  count,
  sample,
  seed,
  temperature,
  maxTokens,
  candidateId,
  signal,
}: SampleActionsOptions): Promise<Action[]> {
  const completion = await meta.complete({
    messages,
    n: count,
    sample,
    temperature,
    maxTokens,
    logprobs: true,
    seed: seedOf('meta', seed, sample),
    purpose: { role: 'meta', phase: 'search', candidateId },
    signal,
  });
  return completion.choices.map((choice, index) =>
    readAction({ completion: choice, messages, model: completion.model, usage: usageOf(completion, index) }),
  );
}

/** Reads a completion as analysis and workflow code. */
export function readAction(facts: Pick<Action, 'completion' | 'messages' | 'model' | 'usage'>): Action {
  const { completion } = facts;
  const extracted = extractWorkflow(completion.text);
  return {
    ...facts,
    analysis: extracted.ok ? extracted.analysis : '',
    code: extracted.ok ? extracted.code : null,
    problem: extracted.ok ? null : withOutcome(extracted.problem, completion),
  };
}

function usageOf({ usage, costUsd, choices }: Completion, index: number): Action['usage'] {
  const first = index === 0;
  return {
    promptTokens: first ? usage.promptTokens : 0,
    completionTokens:
      Math.floor(usage.completionTokens / choices.length) + (first ? usage.completionTokens % choices.length : 0),
    costUsd: first || costUsd === null ? costUsd : 0,
  };
}

function withOutcome(problem: string, { outcome }: Choice): string {
  return outcome === 'ok' ? problem : `${problem} (the reply was ${outcome})`;
}
