import { W4sError, messageOf } from '../base/errors.ts';
import { ModelError } from '../model/contract.ts';
import type { SplitName, Task } from '../task/contract.ts';
import { keepsGolds } from '../task/index.ts';

/** A scorer's note as it may be kept. */
export function sealedNote(note: string | undefined, task: Task, split: SplitName): string | undefined {
  return keepsGolds(task, split) || task.scorer.notesQuoteGold === false ? note : undefined;
}

/** Faults of a scorer whose messages name what it lacks, and nothing of the item. */
const NAMES_NO_GOLD: ReadonlySet<string> = new Set([
  'scorer-unavailable',
  'scorer-timeout',
  'judge-missing',
  'judge-unclear',
]);

/**
 * Why a scorer failed, as it may be kept: messages of the others quote a target that they can't read, or the tests.
 * @param golds Whether whoever reads it may know the gold of a validation item.
 */
export function sealedReason(error: unknown, task: Task, split: SplitName, golds = true): string {
  const code = error instanceof W4sError ? error.code : undefined;
  const isOpen = golds && keepsGolds(task, split);
  if (isOpen || error instanceof ModelError || NAMES_NO_GOLD.has(code ?? '')) return messageOf(error);
  const what = code ?? (error instanceof Error ? error.name : 'error');
  const quoted = task.kind === 'code' ? 'hidden tests' : 'the reference answer';
  return `${what} (its message could quote ${quoted}, so it is not kept)`;
}
