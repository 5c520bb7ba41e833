import { usageError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import type { ArgumentSpec, CommandSpec } from './command.ts';
import { oneOf } from './words.ts';

/**
 * The words after a command, with the default of a first word that is one of a few.
 * @throws {W4sError} `unknown-action`, exit code 2, for any other word
 */
export function readArguments({ name, arguments: specs }: CommandSpec, given: readonly string[]): string[] {
  for (const [place, { choices }] of specs.entries()) {
    const word = given[place];
    if (choices !== undefined && word !== undefined && !choices.includes(word)) throw unknown(name, choices, word);
  }
  const [first] = specs;
  return given.length === 0 && first?.choices !== undefined ? first.choices.slice(0, 1) : [...given];
}

/** `an action: list (default), serve, or convert`. */
export function argumentText({ description, choices, required = true }: ArgumentSpec): string {
  if (choices === undefined) return description;
  const words = choices.map((word, place) => (place === 0 && !required ? `${word} (default)` : word));
  return `${description}: ${oneOf.format(words)}`;
}

function unknown(command: string, choices: readonly string[], word: string) {
  const expected = `Expected \`w4s ${command}\` with ${oneOf.format(choices)}, got \`${word}\``;
  return usageError('unknown-action', `${expected}${didYouMean(word, choices)}`);
}
