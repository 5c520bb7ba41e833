import type { EvaluationLog, EvaluationStart, EvaluationSummary, ItemResult } from './contract.ts';
import { summarize } from './summarize.ts';

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
  await Promise.all(results.map((result) => log.append(evaluationId, result)));
  const wallMs = results.reduce((sum, { usage }) => sum + usage.wallMs, 0);
  const summary = await summarize(results, { evaluationId, split, planned, hasEnded: true, wallMs });
  await log.finish(summary);
  return summary;
}
