import { usageError } from '../base/errors.ts';
import { flagOf } from './flags.ts';

/**
 * Refuses flags that mean nothing without one of some others, so that none is passed over in silence.
 * @throws usage error
 */
export function assertUsed<O extends object>(options: O, flags: readonly (keyof O)[], others: readonly (keyof O)[]) {
  const isGiven = (name: keyof O): boolean => options[name] !== undefined && options[name] !== false;
  const idle = others.some(isGiven) ? undefined : flags.find(isGiven);
  if (idle === undefined) return;
  const [flag, ...needed] = [idle, ...others].map((name) => `\`${flagOf(String(name))}\``);
  throw usageError('invalid-option', `Expected ${flag} with ${needed.join(' or ')}, got it alone`);
}
