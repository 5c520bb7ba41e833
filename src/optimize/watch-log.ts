import type { EvaluationLog, EvaluationSummary } from '../evaluate/index.ts';
import type { Store } from '../store/index.ts';
import { missingCause, stillOpen } from '../score/index.ts';
import type { StopControl } from '../run/index.ts';
import { CLIENT_FAILED, type ItemFailure } from '../workflow/index.ts';

/**
 * The record of evaluations, watched for two things. While nothing was ever scored, a scorer or a sandbox that fails
 * ends the run: no workflow would fare better, and each would cost. And where the run is ending, an evaluation is left
 * open: see {@link stillOpen}.
 */
export function watchLog(log: EvaluationLog, store: Store, stop: StopControl): EvaluationLog {
  let scored = false;
  const hear = (summary: EvaluationSummary): void => void (scored ||= summary.accuracy !== null);
  return {
    ...log,
    finished: async (id) => {
      const summary = await log.finished(id);
      if (summary !== undefined) hear(summary);
      return summary;
    },
    finish: async (summary) => {
      hear(summary);
      if (summary.status !== 'inconclusive') return log.finish(summary);
      const cause = await missingCause(store, summary.evaluationId);
      if (!scored && (cause?.kind === 'scorer' || cause?.kind === 'unavailable')) {
        stop.request({ status: 'failed', reason: reasonOf(cause) });
      }
      await log.finish(stillOpen(summary, stop));
    },
  };
}

function reasonOf({ kind, errorType, message }: ItemFailure): string {
  if (errorType === CLIENT_FAILED) return message;
  return `${kind === 'scorer' ? 'The scorer of the task' : 'The sandbox'} fails: ${message}`;
}
