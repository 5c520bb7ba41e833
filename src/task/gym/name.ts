import { usageError } from '../../base/errors.ts';
import { listed } from '../../base/listed.ts';
import type { Reference } from '../reference.ts';
import { groupOf } from './families.ts';

const PREFIX = 'reasoning-gym:';

/** One family of a task, with parameters as text. */
export interface GymPart {
  family: string;
  parameters: Readonly<Record<string, string>>;
}

export function isGymName(name: string): boolean {
  return name === PREFIX.slice(0, -1) || name.startsWith(PREFIX);
}

/**
 * The families in a name: `reasoning-gym:gcd`, or several as `reasoning-gym:gcd+lcm?gcd.max_numbers=2`.
 * @throws usage errors `unknown-task`, `invalid-task-name`
 */
export function gymParts({ name, parameters }: Reference): GymPart[] {
  const families = name.slice(PREFIX.length).split('+');
  if (families.join('') === '')
    throw usageError('unknown-task', 'Expected a family of Reasoning Gym, as in `reasoning-gym:chain_sum`', {
      hint: '`w4s tasks reasoning-gym` lists them.',
    });
  families.forEach(groupOf);
  const twice = families.find((family, index) => families.indexOf(family) !== index);
  if (twice !== undefined)
    throw usageError('invalid-task-name', `Expected each family once, got \`${twice}\` twice`, {
      hint: 'The families of a mix take turns.',
    });
  const given = Object.entries(parameters).map(([key, value]) => ({ ...splitKey(key, families), value }));
  return families.map((family) => ({
    family,
    parameters: Object.fromEntries(given.filter((one) => one.family === family).map(({ key, value }) => [key, value])),
  }));
}

/** In a mix, a parameter names its family. */
function splitKey(full: string, families: readonly string[]): { family: string; key: string } {
  const dot = full.indexOf('.');
  const [first = '', ...others] = families;
  const family = dot < 0 && others.length === 0 ? first : full.slice(0, Math.max(0, dot));
  const key = full.slice(dot + 1);
  if (!families.includes(family)) {
    throw usageError('invalid-task-name', `Expected a parameter of one of ${listed(families)}, got \`${full}\``, {
      hint: `Name its family, e.g. \`${first}.${key}\`.`,
    });
  }
  if (key !== 'seed' && key !== 'size') return { family, key };
  throw usageError('invalid-task-name', `Expected a parameter other than \`${key}\`, which is set here`, {
    hint:
      key === 'seed'
        ? 'Draw different items with --data-seed N, or `data-seed=N` in the name.'
        : 'Choose how many items are used with --validation and --test.',
  });
}
