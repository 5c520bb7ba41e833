import { usageError } from '../base/errors.ts';
import type { CommandSpec } from './command.ts';
import { flagOf } from './flags.ts';
import { isFlag, oneOf } from './words.ts';

/**
 * Refuses words and flags that mean nothing beside the others, so that none is passed over in silence.
 * @param given Names of the options that the command line holds.
 * @throws usage error
 */
export function assertUsed(
  { arguments: words, options }: CommandSpec,
  args: readonly string[],
  given: readonly string[],
): void {
  const flags = given.map(flagOf);
  const isThere = (word: string): boolean => flags.includes(word) || args[0] === word;
  for (const [place, { name, onlyWith = [] }] of words.entries())
    if (args[place] !== undefined && onlyWith.length > 0 && !onlyWith.some(isThere)) throw idle(name, onlyWith, args);
  for (const name of given) {
    const { onlyWith = [], notWith = [] } = options[name] ?? {};
    if (onlyWith.length > 0 && !onlyWith.some(isThere)) throw idle(flagOf(name), onlyWith, args);
    const other = notWith.find(isThere);
    if (other !== undefined)
      throw usageError('invalid-option', `Expected \`${flagOf(name)}\` or \`${other}\`, got both`);
  }
}

function idle(what: string, needed: readonly string[], [action]: readonly string[]) {
  const got = action === undefined || needed.some(isFlag) ? 'it alone' : `it with \`${action}\``;
  const others = oneOf.format(needed.map((word) => `\`${word}\``));
  return usageError('invalid-option', `Expected \`${what}\` with ${others}, got ${got}`);
}
