import type { EvaluationLog, EvaluationStart, EvaluationSummary, ItemResult } from './contract.ts';
import { statusOf } from './status.ts';
import { Tally } from './tally.ts';

/**
 * Puts an evaluation on record of which the results are known: nothing is run. One that ended is read back.
 * @param results One for each item and repeat, missing ones included.
 */
export async function assemble(
  log: EvaluationLog,
  start: EvaluationStart,
  results: readonly ItemResult[],
): Promise<EvaluationSummary> {
  const { evaluationId, split, planned } = start;
  const earlier = await log.finished(evaluationId);
  if (earlier !== undefined) return earlier;
  await log.start(start);
  const tally = new Tally();
  for (const result of results) tally.add({ ...result, failureKind: result.failure?.kind ?? null });
  await Promise.all(results.map((result) => log.append(evaluationId, result)));
  const status = statusOf(tally, planned, false);
  const wallMs = results.reduce((sum, { usage }) => sum + usage.wallMs, 0);
  const summary = tally.summary({ evaluationId, split, planned, skippedByRacing: 0, status, wallMs });
  await log.finish(summary);
  return summary;
}
