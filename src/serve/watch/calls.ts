import { type Model, ModelError } from '../../model/index.ts';
import { type RequestTrace, contextOf, newSpanId } from './trace-context.ts';

/** A call of the executor for a request. */
export interface CallFacts {
  /** Under it the executor was asked, where the request is traced. */
  spanId: string;
  /** Milliseconds after the request came. */
  at: number;
  ms: number;
  promptTokens: number;
  completionTokens: number;
  /** Why it returned nothing. */
  error?: string;
}

/** The calls of one request. */
export interface CallLog {
  readonly calls: readonly CallFacts[];
  /** The executor, whose calls are noted and carry the trace on. */
  around(executor: Model): Model;
}

/** @param startedAt Of the request, by `performance.now()`. */
export function callLog(startedAt: number, trace: RequestTrace | undefined): CallLog {
  const calls: CallFacts[] = [];
  const around = ({ id, complete }: Model): Model => ({
    id,
    complete: async (request) => {
      const spanId = newSpanId();
      const at = performance.now() - startedAt;
      const note = (facts: Pick<CallFacts, 'promptTokens' | 'completionTokens' | 'error'>): void =>
        void calls.push({ spanId, at, ms: performance.now() - startedAt - at, ...facts });
      try {
        const completion = await complete(trace ? { ...request, trace: contextOf(trace, spanId) } : request);
        note(completion.usage);
        return completion;
      } catch (error) {
        const why = error instanceof ModelError ? error.kind : 'broken-off';
        note({ promptTokens: 0, completionTokens: 0, error: why });
        throw error;
      }
    },
  });
  return { calls, around };
}
