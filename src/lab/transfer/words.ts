import type { StartKind } from './contract.ts';

const WORDS: Record<StartKind, string> = { own: ' (own)', same: ' (own, for this task)', direct: '' };

/** `direct (own)`: which workflow a winner is held against. */
export function startText({ name, kind }: { name: string; kind: StartKind }): string {
  return `${name}${WORDS[kind]}`;
}
