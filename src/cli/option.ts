import { usageError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';

/** One flag: how it is read, shown in the help, in the docs page and taken from the environment. */
export interface OptionSpec<T> {
  /** What the help shows as the value; absent for switches. */
  value?: string;
  description: string;
  /** Shown in the help; applied by the command, so that "not given" stays visible. */
  default?: string;
  /** Environment variable that stands in when the flag is absent. */
  env?: string;
  /** Heading of the help that it stands under. */
  group?: string;
  /** May be given several times. */
  many?: boolean;
  /** Turns the text into the value. @throws usage error */
  parse(text: string, flag: string): T;
}

type Facts = Pick<OptionSpec<unknown>, 'description' | 'default' | 'env'>;

export function text(value: string, facts: Facts): OptionSpec<string> {
  return { ...facts, value, parse: (given) => given };
}

/** `--flag`, and `--no-flag` where the default is on. */
export function toggle(facts: Facts): OptionSpec<boolean> {
  return { ...facts, parse: (given) => given !== 'false' && given !== '0' };
}

export function integer(
  value: string,
  { min = 0, max = Number.MAX_SAFE_INTEGER, ...facts }: Facts & { min?: number; max?: number },
): OptionSpec<number> {
  const range = max === Number.MAX_SAFE_INTEGER ? `an integer of at least ${min}` : `an integer from ${min} to ${max}`;
  return {
    ...facts,
    value,
    parse: (given, flag) => {
      const number = Number(given);
      if (given.trim() === '' || !Number.isInteger(number) || number < min || number > max)
        throw invalid(flag, range, given);
      return number;
    },
  };
}

/** A number above 0, or from 0 with `zero`. */
export function amount(
  value: string,
  { zero = false, max = Infinity, ...facts }: Facts & { zero?: boolean; max?: number },
): OptionSpec<number> {
  const from = `a number ${zero ? 'of at least' : 'above'} 0`;
  const range = max === Infinity ? from : `${from} and at most ${max}`;
  return {
    ...facts,
    value,
    parse: (given, flag) => {
      const number = Number(given);
      if (given.trim() === '' || !Number.isFinite(number) || number < 0 || (number === 0 && !zero) || number > max)
        throw invalid(flag, range, given);
      return number;
    },
  };
}

export function choice<const T extends string>(choices: readonly T[], facts: Facts): OptionSpec<T> {
  return {
    ...facts,
    value: choices.join('|'),
    parse: (given, flag) => {
      if ((choices as readonly string[]).includes(given)) return given as T;
      const expected = `Expected \`${flag}\` to be one of ${choices.join(', ')}, got \`${given}\``;
      throw usageError('invalid-option', `${expected}${didYouMean(given, choices)}`);
    },
  };
}

/** A positive integer, or the word `none` for `null`. */
export function integerOrNone(value: string, facts: Facts): OptionSpec<number | null> {
  const number = integer(value, { ...facts, min: 1 });
  return { ...number, parse: (given, flag) => (given === 'none' ? null : number.parse(given, flag)) };
}

/** Puts options under a heading of the help. */
export function grouped<const O extends object>(group: string, options: O): O {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [name, { ...(option as object), group }]),
  ) as O;
}

function invalid(flag: string, expected: string, given: string) {
  return usageError('invalid-option', `Expected \`${flag}\` to be ${expected}, got \`${given}\``);
}
