import {
  type EvaluationProgress,
  type EvaluationSetup,
  type EvaluationSummary,
  evaluate,
  isScored,
} from '../evaluate/index.ts';
import { type PairedDifference, pairedDifference } from '../statistics/index.ts';
import { type SplitReference, type Store, saveOpening, scoresOf } from '../store/index.ts';
import type { TaskItem } from '../task/contract.ts';
import type { Runnable } from './select.ts';

export interface SealedTestOptions {
  store: Store;
  runId: string;
  items: readonly TaskItem[];
  /** Whose openings are counted. */
  split: SplitReference;
  winner: Runnable;
  /** The best workflow that the search started from. */
  start: Runnable | undefined;
  /** Where the winner is a router: the best single program. */
  single?: Runnable;
  setup: EvaluationSetup;
  onOpened: (subject: string, evaluationId: string) => Promise<void>;
  onProgress?: (candidateId: string, progress: EvaluationProgress) => void;
}

export interface SealedTestResult {
  winner: EvaluationSummary;
  start: EvaluationSummary | null;
  /** Winner minus start on the same items; `null` unless both are there, are two, and have a score. */
  gain: PairedDifference | null;
  single: EvaluationSummary | null;
  /** Winner minus best single program on the same items; `null` as above. */
  gainOverSingle: PairedDifference | null;
}

/**
 * Opens the test split: once for the winner and once for the workflow that the search started from; where a router won,
 * also for the best single program. Nothing of it goes back to the search, and each opening is on record.
 */
export async function sealedTest({
  store,
  runId,
  items,
  split,
  winner,
  start,
  single,
  setup,
  onOpened,
  onProgress,
}: SealedTestOptions): Promise<SealedTestResult> {
  const winnerSummary = await open(winner, 'winner');
  const startSummary = await beside(start, 'start');
  const singleSummary =
    single !== undefined && single.candidate.id === start?.candidate.id ? startSummary : await beside(single, 'single');
  return {
    winner: winnerSummary,
    start: startSummary,
    gain: await gainOver(startSummary),
    single: singleSummary,
    gainOverSingle: await gainOver(singleSummary),
  };

  async function beside(one: Runnable | undefined, reason: string): Promise<EvaluationSummary | null> {
    const isWinner = one === undefined || one.candidate.id === winner.candidate.id;
    return isWinner || winnerSummary.status === 'stopped' ? null : open(one, reason);
  }

  async function gainOver(other: EvaluationSummary | null): Promise<PairedDifference | null> {
    if (other === null || !isScored(winnerSummary) || !isScored(other)) return null;
    return pairedDifference(
      await scoresOf(store, winnerSummary.evaluationId),
      await scoresOf(store, other.evaluationId),
    );
  }

  async function open({ candidate }: Runnable, reason: string): Promise<EvaluationSummary> {
    const evaluationId = `${candidate.id}/test`;
    await saveOpening(store, {
      run_id: runId,
      evaluation_id: evaluationId,
      split: 'test',
      reason,
      at: Date.now(),
      task: split.task,
      split_hash: split.splitHash,
    });
    await onOpened(candidate.id, evaluationId);
    return evaluate(setup, {
      evaluationId,
      items,
      split: 'test',
      label: `${reason} on test`,
      workflow: candidate,
      purpose: { role: 'executor', phase: 'test', candidateId: candidate.id },
      onProgress: (progress) => onProgress?.(candidate.id, progress),
    });
  }
}
