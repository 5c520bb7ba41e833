import { z } from 'zod';
import { usageError } from '../../base/errors.ts';
import { readReference, writeReference } from '../reference.ts';
import { type GymOptions, prepareGym } from './environment.ts';
import { askGym } from './generate.ts';
import { gymParts, isGymName } from './name.ts';

/** Task names, the easiest first. */
export type DifficultyLadder = readonly string[];

const line = z.object({ rung: z.record(z.string(), z.string()) });

/**
 * The levels of a family's own curriculum as tasks. Parameters given in the name stay fixed.
 * @throws usage errors for anything but a single family, and for one without a curriculum
 */
export async function difficultyLadder(ref: string, options: GymOptions = {}): Promise<DifficultyLadder> {
  const reference = readReference(ref);
  const [part, ...others] = isGymName(reference.name) ? gymParts(reference) : [];
  if (part === undefined || others.length > 0) {
    throw usageError('invalid-task-name', `Expected one family of Reasoning Gym, got \`${ref}\``, {
      hint: 'For example `reasoning-gym:chain_sum`; `w4s tasks reasoning-gym` lists them.',
    });
  }
  const environment = await prepareGym(options);
  const lines = line.array().parse(await askGym({ do: 'ladder', part }, { environment, signal: options.signal }));
  if (lines.length > 0) return lines.map(({ rung }) => writeReference({ ...reference, parameters: rung }));
  throw usageError('no-curriculum', `Expected a family with a curriculum, got \`${part.family}\``, {
    hint: `Choose its parameters by hand: \`w4s tasks reasoning-gym:${part.family}\` lists them.`,
  });
}
