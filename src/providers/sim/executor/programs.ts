import type { Random } from '../../../base/random.ts';
import type { KnownItem } from './known-items.ts';
import { mutated } from './mutate.ts';

/**
 * The program that solves an item of a code task, from `metadata.reference`: a whole program, or the body that follows
 * the item's prompt (as HumanEval has it). `null` if the task has none.
 */
export function referenceProgram({ item }: KnownItem): string | null {
  const reference = item.metadata?.['reference'];
  if (typeof reference !== 'string' || reference.trim() === '') return null;
  const isWhole = new RegExp(`^\\s*def ${item.entryPoint ?? '\\w+'}\\s*\\(`, 'm').test(reference);
  const program = isWhole ? reference : `${item.input.trimEnd()}\n${reference}`;
  return program.replaceAll('\r\n', '\n').trim();
}

/** A program for the item; never a right one without a reference. */
export function programAnswer(known: KnownItem, isRight: boolean, random: Random): string {
  const entryPoint = known.item.entryPoint ?? 'solution';
  const reference = referenceProgram(known);
  if (reference === null) return `def ${entryPoint}(*args):\n    return None`;
  return isRight ? reference : mutated(reference, entryPoint, random);
}
