import type { StartKind, TransferResult } from './contract.ts';

const WORDS: Record<StartKind, string> = { own: ' (own)', same: ' (own, for this task)', direct: '' };

/** `direct (own)`: which workflow a winner is held against. */
export function startText({ name, kind }: { name: string; kind: StartKind }): string {
  return `${name}${WORDS[kind]}`;
}

/** Whether a winner is held against its start by the items that it was chosen by. */
export function isChosenHere({ split, cells }: Pick<TransferResult, 'split' | 'cells'>): boolean {
  return split === 'validation' && cells.some(({ isHome, difference }) => isHome && difference !== null);
}
