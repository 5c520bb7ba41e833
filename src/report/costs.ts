import type { EvaluationSummary } from '../evaluate/index.ts';
import type { PriceSnapshot } from '../model/index.ts';
import { type Run, type Store, ledgerRows } from '../store/index.ts';
import type { CostLine, RunReport } from './contract.ts';

export async function costLines(store: Store, runId: string): Promise<CostLine[]> {
  return (await ledgerRows(store, runId)).map(
    ({ role, phase, completions, promptTokens, completionTokens, costUsd, unpricedCompletions }) => ({
      role,
      phase,
      calls: completions,
      promptTokens,
      completionTokens,
      costUsd: unpricedCompletions > 0 ? null : costUsd,
    }),
  );
}

export function priceLines(run: Run): RunReport['prices'] {
  return Object.entries(JSON.parse(run.prices) as PriceSnapshot).map(([model, price]) => ({
    model,
    inputUsdPerMillion: price?.inputUsdPerMillion ?? null,
    outputUsdPerMillion: price?.outputUsdPerMillion ?? null,
    source: price === null ? 'no known price' : 'as of the start of the run',
  }));
}

export function racing(summaries: Iterable<EvaluationSummary>): RunReport['racing'] {
  let [skipped, planned, ran, cost] = [0, 0, 0, 0 as number | null];
  for (const summary of summaries) {
    if (summary.split !== 'validation') continue;
    skipped += summary.skippedByRacing;
    planned += summary.planned;
    ran += summary.n;
    cost = cost === null || summary.costUsd === null ? null : cost + summary.costUsd;
  }
  return skipped === 0
    ? null
    : { skipped, planned, savedUsd: cost === null || ran === 0 ? null : (cost / ran) * skipped };
}
