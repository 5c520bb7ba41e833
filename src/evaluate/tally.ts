import { meanInterval, percentiles } from '../statistics/index.ts';
import type { EvaluationSummary, ItemFailureKind, KnownResult } from './contract.ts';
import { isMissing } from './item.ts';

type Ending = Omit<KnownResult, 'score'> & { score: number | null };

/** What is kept of an item run: numbers only, never its answer, so that memory stays flat. */
interface Kept {
  itemId: string;
  repeat: number;
  score: number | null;
  costUsd: number | null;
  wallMs: number;
}

/** Running totals of an evaluation. */
export class Tally {
  readonly #kept: Kept[] = [];
  readonly #failures = new Map<ItemFailureKind, number>();
  #calls = 0;
  #promptTokens = 0;
  #completionTokens = 0;
  #scored = 0;
  #sum = 0;
  #missing = 0;

  get scored(): number {
    return this.#scored;
  }

  get sum(): number {
    return this.#sum;
  }

  get missing(): number {
    return this.#missing;
  }

  add({ itemId, repeat, score, failureKind, usage }: Ending): void {
    this.#kept.push({ itemId, repeat, score, costUsd: usage.costUsd, wallMs: usage.wallMs });
    if (failureKind !== null) this.#failures.set(failureKind, (this.#failures.get(failureKind) ?? 0) + 1);
    this.#calls += usage.calls;
    this.#promptTokens += usage.promptTokens;
    this.#completionTokens += usage.completionTokens;
    if (score === null) this.#missing += 1;
    else {
      this.#scored += 1;
      this.#sum += score;
    }
  }

  /** Takes back the missing ones, before they are tried again. What they used stays on the bill. */
  forgetMissing(): void {
    this.#missing = 0;
    for (const kind of this.#failures.keys()) if (isMissing(kind)) this.#failures.delete(kind);
  }

  summary(facts: Pick<EvaluationSummary, 'evaluationId' | 'split' | 'planned' | 'skippedByRacing' | 'status' | 'wallMs'>): EvaluationSummary {
    // In a fixed order: sums of floats, and a bootstrap, must not depend on which item ended first.
    const kept = this.#kept.toSorted((a, b) => (a.itemId < b.itemId ? -1 : a.itemId > b.itemId ? 1 : a.repeat - b.repeat));
    const scored = kept.filter((one): one is Kept & { score: number } => one.score !== null);
    const n = scored.length;
    const conclusive = n > 0 && facts.status !== 'inconclusive';
    const [p50 = 0, p90 = 0, p99 = 0] = n === 0 ? [] : percentiles(scored.map(({ wallMs }) => wallMs), [0.5, 0.9, 0.99]);
    return {
      ...facts,
      accuracy: conclusive ? scored.reduce((sum, { score }) => sum + score, 0) / n : null,
      interval: conclusive ? meanInterval(scored) : null,
      n,
      missing: this.#missing,
      failures: Object.fromEntries([...this.#failures].toSorted()),
      calls: this.#calls,
      callsPerItem: n === 0 ? 0 : this.#calls / n,
      tokens: { promptTokens: this.#promptTokens, completionTokens: this.#completionTokens },
      costUsd: kept.reduce<number | null>((sum, { costUsd }) => (sum === null || costUsd === null ? null : sum + costUsd), 0),
      latencyMs: { p50, p90, p99 },
    };
  }
}
