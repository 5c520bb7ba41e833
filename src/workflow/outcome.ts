import type { Cap, Usage } from '../model/contract.ts';
import type { SandboxFailureKind } from '../sandbox/contract.ts';

/**
 * Why an item has no scored answer. The first group is the workflow's own doing and scores 0; the second
 * (`provider`, `unavailable`, `scorer`, `cap`, `interrupted`) is missing data and is left out of the mean.
 */
export type ItemFailureKind = Exclude<SandboxFailureKind, 'unavailable'> | 'invalid-answer' | 'quota' | MissingKind;

/** Not the workflow's fault: retried after the pass, then counted as missing. */
export type MissingKind = 'unavailable' | 'provider' | 'scorer' | 'cap' | 'interrupted';

export interface ItemFailure {
  kind: ItemFailureKind;
  message: string;
  /** Of kind `cap`: which one. */
  cap?: Cap;
  errorType?: string;
  traceback?: string;
}

/** The `errorType` of what is `unavailable` by what stands between workflow and executor, and not by the sandbox. */
export const CLIENT_FAILED = 'client-failed';

const MISSING: ReadonlySet<ItemFailureKind> = new Set<MissingKind>([
  'unavailable',
  'provider',
  'scorer',
  'cap',
  'interrupted',
]);

/** Whether a failure is missing data rather than a wrong answer of the workflow. */
export function isMissing(kind: ItemFailureKind | undefined | null): boolean {
  return kind !== undefined && kind !== null && MISSING.has(kind);
}

/**
 * What one run of a workflow on one item used. Counts hold cached calls too: they describe the workflow, not the bill.
 */
export interface ItemUsage extends Usage {
  /** Completions asked of the executor. */
  calls: number;
  /** `null` when unpriced. */
  costUsd: number | null;
  wallMs: number;
  /** Completions that came empty, cut off at the full limit, filtered or refused. */
  unusable: number;
  /** Replies that should have been JSON and could not be read as such. */
  malformed: number;
  /** Asked keys absent from replies that could be read. */
  missingKeys: number;
  /** Absent where no tool was called. */
  tools?: ToolUsage;
}

export interface ToolUsage {
  calls: number;
  /** Calls that brought no result, by why: at most {@link MOST_REASONS} reasons. */
  failed: Record<string, number>;
}

export const MOST_REASONS = 5;

/** Of a run that used nothing. */
export function noUsage(): ItemUsage {
  return {
    promptTokens: 0,
    completionTokens: 0,
    calls: 0,
    costUsd: 0,
    wallMs: 0,
    unusable: 0,
    malformed: 0,
    missingKeys: 0,
  };
}
