import { type ItemScore, mean, meanInterval, percentiles } from '../statistics/index.ts';
import type { EvaluationSummary, KnownResult } from './contract.ts';
import {
  type ItemFailure,
  type ItemFailureKind,
  type ItemUsage,
  MOST_REASONS,
  type ToolUsage,
} from '../workflow/index.ts';
import { isMostlyUnusable } from './inconclusive.ts';
import { isMissing } from '../workflow/index.ts';

type Ending = Omit<KnownResult, 'score'> & { score: number | null; failure?: ItemFailure | undefined };

/** What is kept of an item run: numbers only, never its answer, so that memory stays flat. */
interface Kept {
  itemId: string;
  repeat: number;
  score: number | null;
  usage: ItemUsage;
}

/** Running totals of an evaluation. */
export class Tally {
  #kept: Kept[] = [];
  readonly #failures = new Map<ItemFailureKind, number>();
  #scored = 0;
  #sum = 0;
  #missing = new Map<string, number>();

  get scored(): number {
    return this.#scored;
  }

  get scores(): ItemScore[] {
    return this.#kept.flatMap(({ itemId, score }) => (score === null ? [] : [{ itemId, score }]));
  }

  get sum(): number {
    return this.#sum;
  }

  get missing(): number {
    return [...this.#missing.values()].reduce((sum, count) => sum + count, 0);
  }

  get mostlyUnusable(): boolean {
    return isMostlyUnusable({ unusable: total(this.#kept, 'unusable'), calls: total(this.#kept, 'calls') });
  }

  add({ itemId, repeat, score, failureKind, failure, usage }: Ending): void {
    this.#kept.push({ itemId, repeat, score, usage });
    if (failureKind !== null) count(this.#failures, failureKind);
    if (score === null) count(this.#missing, causeOf(failureKind, failure));
    else {
      this.#scored += 1;
      this.#sum += score;
    }
  }

  /**
   * Takes back the missing ones, before they are tried again:
   * their calls are asked again, and mostly found in the cache.
   */
  forgetMissing(): void {
    this.#missing.clear();
    this.#kept = this.#kept.filter(({ score }) => score !== null);
    for (const kind of this.#failures.keys()) if (isMissing(kind)) this.#failures.delete(kind);
  }

  summary(
    facts: Pick<EvaluationSummary, 'evaluationId' | 'split' | 'planned' | 'skippedByRacing' | 'status' | 'wallMs'>,
  ): EvaluationSummary {
    // In a fixed order: sums of floats must not depend on which item ended first.
    const kept = this.#kept.toSorted(byItem);
    const scored = kept.filter((one): one is Kept & { score: number } => one.score !== null);
    const n = scored.length;
    const conclusive = n > 0 && facts.status !== 'inconclusive';
    const [p50 = 0, p90 = 0, p99 = 0] =
      n === 0
        ? []
        : percentiles(
            scored.map(({ usage }) => usage.wallMs),
            [0.5, 0.9, 0.99],
          );
    return {
      ...facts,
      accuracy: conclusive ? mean(scored.map(({ score }) => score)) : null,
      interval: conclusive ? meanInterval(scored) : null,
      n,
      missing: this.missing,
      missingBy: Object.fromEntries([...this.#missing].toSorted()),
      unusable: total(kept, 'unusable'),
      malformed: total(kept, 'malformed'),
      failures: Object.fromEntries([...this.#failures].toSorted()),
      calls: total(kept, 'calls'),
      callsPerItem: n === 0 ? 0 : total(scored, 'calls') / n,
      tokens: { promptTokens: total(kept, 'promptTokens'), completionTokens: total(kept, 'completionTokens') },
      costUsd: kept.reduce<number | null>(
        (sum, { usage: { costUsd } }) => (sum === null || costUsd === null ? null : sum + costUsd),
        0,
      ),
      latencyMs: { p50, p90, p99 },
      tools: toolsOf(kept),
    };
  }
}

function byItem(a: Kept, b: Kept): number {
  if (a.itemId === b.itemId) return a.repeat - b.repeat;
  return a.itemId < b.itemId ? -1 : 1;
}

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function causeOf(kind: ItemFailureKind | null, failure: ItemFailure | undefined): string {
  return failure?.errorType === undefined ? String(kind) : `${kind}: ${failure.errorType}`;
}

/** Absent where no tool was called. */
function toolsOf(kept: readonly Kept[]): ToolUsage | undefined {
  const used = kept.flatMap(({ usage }) => usage.tools ?? []);
  if (used.length === 0) return undefined;
  const failed = new Map<string, number>();
  for (const one of used)
    for (const [reason, times] of Object.entries(one.failed)) failed.set(reason, (failed.get(reason) ?? 0) + times);
  const often = [...failed].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, MOST_REASONS);
  return { calls: used.reduce((sum, { calls }) => sum + calls, 0), failed: Object.fromEntries(often) };
}

function total(kept: readonly Kept[], what: Exclude<keyof ItemUsage, 'costUsd' | 'tools'>): number {
  return kept.reduce((sum, { usage }) => sum + usage[what], 0);
}
