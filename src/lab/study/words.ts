import type { StudyKind } from './contract.ts';

interface Words {
  calls: string;
  seeds: string;
  name: string;
}

/** What its user writes to change something. */
export const WORDS: Readonly<Record<StudyKind, Words>> = {
  ablation: { calls: '--calls', seeds: '--seeds', name: '--name' },
  study: { calls: '`budget: {calls: N}`', seeds: '`seeds`', name: '`name`' },
};
