import { pocketArith } from './arith.ts';
import { pocketChoice } from './choice.ts';
import { pocketCode } from './code.ts';
import type { PocketFamily } from './contract.ts';
import { pocketFormat } from './format.ts';
import { pocketLingual } from './lingual.ts';
import { pocketPassage } from './passage.ts';

export type { BySplit, Material, PocketFamily, PocketProblem, PocketSplit, Writer } from './contract.ts';
export { type DisjointOptions, proveDisjoint } from './disjoint.ts';
export { magnitude, makeStory, stepsOf } from './story.ts';
export { invented } from './words/invented.ts';
export { capitalised } from './words/text.ts';
export { createWriter } from './writer.ts';

/** All families, in the order of `w4s tasks`. */
export const POCKET_FAMILIES: readonly PocketFamily[] = [
  pocketArith,
  pocketLingual,
  pocketPassage,
  pocketChoice,
  pocketCode,
  pocketFormat,
];

/** Families that no pocket meta-agent is trained on, for comparing meta-agents. */
export const HELD_OUT = ['pocket-passage', 'pocket-format'] as const;
