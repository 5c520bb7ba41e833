import { stateId } from '../base/candidate-id.ts';
import type { Candidate, Recorder, Transition } from '../environment/index.ts';
import { type Emit, type Judged, noteFindings } from '../run/index.ts';
import { missingCause } from '../score/index.ts';
import { type Store, addCandidate, holdCandidate, judgeCandidate, saveAction } from '../store/index.ts';

export interface StoreRecorderOptions {
  store: Store;
  runId: string;
  /** Hears every event after it is durable. */
  emit: Emit;
}

/** Writes what happens in the environment to the store, and tells it as events. */
export function storeRecorder({ store, runId, emit }: StoreRecorderOptions): Recorder {
  return {
    attempt: async ({ id, turn, slot, state }, { action, problem }, index) => {
      const { completion, usage } = action;
      await saveAction(store, {
        candidate_id: id,
        attempt: index,
        run_id: runId,
        state_id: stateId(runId, state.id),
        parent_state_id: state.parentId === null ? null : stateId(runId, state.parentId),
        messages: JSON.stringify(action.messages),
        completion: completion.text,
        outcome: completion.outcome,
        tokens: jsonOrNull(completion.tokens),
        logprobs: jsonOrNull(completion.logprobs),
        model: action.model,
        prompt_tokens: usage.promptTokens,
        completion_tokens: usage.completionTokens,
        cost_usd: usage.costUsd,
        problem,
        created_at: Date.now(),
      });
      if (problem !== null) await emit('candidate-repaired', { candidate: id, turn, slot, attempt: index, problem });
    },
    proposed: async (candidate) => {
      await addCandidate(store, rowOf(runId, candidate));
      if (candidate.hash !== null) await noteFindings(store, { runId, hash: candidate.hash }, candidate.findings);
      await emit('candidate-proposed', {
        ...placeOf(candidate),
        repairs: Math.max(0, candidate.attempts.length - 1),
        analysis: candidate.analysis,
      });
    },
    findings: (hash, findings) => noteFindings(store, { runId, hash }, findings),
    held: async (candidate) => {
      await holdCandidate(store, candidate.id);
      await emit('candidate-held', { ...placeOf(candidate), hash: candidate.hash });
    },
    reviewed: (candidate, decision) =>
      emit('candidate-reviewed', { ...placeOf(candidate), hash: candidate.hash, decision }),
    judged: async (transition) => {
      const { candidate, status, accuracy, reward, feedback, evaluation } = transition;
      await judgeCandidate(store, candidate.id, {
        status,
        accuracy,
        reward,
        feedback,
        evaluation_id: evaluation?.evaluationId ?? null,
      });
      const cause =
        status === 'inconclusive' && evaluation !== null
          ? await missingCause(store, evaluation.evaluationId)
          : undefined;
      const told: Judged = {
        ...placeOf(candidate),
        status,
        accuracy,
        interval: evaluation?.interval ?? null,
        n: evaluation?.n ?? 0,
        reward,
        callsPerItem: evaluation?.callsPerItem ?? null,
        skippedByRacing: evaluation?.skippedByRacing ?? 0,
        problem: candidate.problem ?? undefined,
        missing: cause === undefined ? undefined : evaluation?.missing,
        cause: cause === undefined ? undefined : `${cause.kind}: ${cause.message}`,
      };
      await emit(eventOf(transition), told);
    },
  };
}

function rowOf(
  runId: string,
  { id, turn, slot, parentId, previousId, writtenBy, analysis, code, rawCode, hash, attempts, problem }: Candidate,
) {
  return {
    status: 'proposed' as const,
    accuracy: null,
    reward: null,
    feedback: null,
    evaluation_id: null,
    id,
    run_id: runId,
    turn,
    slot,
    parent_id: parentId,
    previous_id: previousId,
    analysis,
    code,
    raw_code: rawCode,
    code_hash: hash,
    repairs: Math.max(0, attempts.length - 1),
    problem,
    advanced: 0,
    created_at: Date.now(),
    written_by: writtenBy,
  };
}

function placeOf({ id, turn, slot, writtenBy }: Candidate) {
  return { candidate: id, turn, slot, writtenBy: writtenBy ?? undefined };
}

function eventOf({ status }: Transition): 'candidate-rejected' | 'candidate-skipped' | 'candidate-scored' {
  if (status === 'held') return 'candidate-rejected';
  return status === 'skipped' ? 'candidate-skipped' : 'candidate-scored';
}

function jsonOrNull(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
