import { usageError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import { isFlag, oneOf } from './words.ts';

/** One flag: how it is read, shown in the help, in the docs page and taken from the environment. */
export interface OptionSpec<T> {
  /** What the help shows as the value; absent for switches. */
  value?: string;
  description: string;
  /** The words that it takes, where these are few. */
  choices?: readonly string[];
  /** What the command gets when the flag is absent. */
  default?: T;
  /** What the help shows as the default; the command gets it only if `default` holds it too. */
  otherwise?: string;
  /** Environment variable that stands in when the flag is absent. */
  env?: string;
  /** Heading of the help that it stands under. */
  group?: string;
  /** Whether it may be repeated. */
  many?: boolean;
  /** Actions or flags as they are written, of which one has to stand beside it. */
  onlyWith?: readonly string[];
  /** Flags as they are written, beside which it may not stand. */
  notWith?: readonly string[];
  /**
   * Turns the text into the value.
   * @param before The value so far, where the flag was given before.
   * @throws usage error
   */
  parse(text: string, flag: string, before?: T): T;
}

/** A flag whose command always gets a value. */
export type Defaulted<T> = OptionSpec<T> & { default: T };

export type Facts = Pick<OptionSpec<unknown>, 'description' | 'otherwise' | 'env'>;

export function text(value: string, facts: Facts): OptionSpec<string> {
  return { ...facts, value, parse: (given) => given };
}

/** `a,b`. */
export function names(value: string, facts: Facts): OptionSpec<string[]> {
  const parse = (given: string): string[] =>
    given
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
  return { ...facts, value, parse };
}

/** A switch that is off unless it is given. */
export function toggle(facts: Facts): Defaulted<boolean> {
  return { ...facts, default: false, parse: () => true };
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
    choices,
    parse: (given, flag) => {
      if ((choices as readonly string[]).includes(given)) return given as T;
      const expected = `Expected \`${flag}\` to be one of ${choices.join(', ')}, got \`${given}\``;
      throw usageError('invalid-option', `${expected}${didYouMean(given, choices)}`);
    },
  };
}

/** The command gets `value` when the flag is absent, and the help shows it. */
export function withDefault<T>(value: T, option: OptionSpec<T>): Defaulted<T> {
  return { ...option, default: value, otherwise: shownDefault(value) };
}

const DEFAULT_WORDS = new Map<unknown, string | undefined>([
  [null, 'none'],
  [true, 'on'],
  [false, undefined],
]);

/** A default as the help shows it; `undefined` where there is nothing to show. */
export function shownDefault(value: unknown): string | undefined {
  return DEFAULT_WORDS.has(value) ? DEFAULT_WORDS.get(value) : String(value);
}

/** The flag may be repeated, and gives a list. */
export function many<T>({ default: _default, ...option }: OptionSpec<T>): OptionSpec<T[]> {
  return {
    ...option,
    description: `${option.description}; may be repeated`,
    many: true,
    parse: (given, flag, before = []) => [...before, option.parse(given, flag)],
  };
}

/** Also takes the word `none`, for `null`. */
export function orNone<T>({ default: _default, ...option }: OptionSpec<T>): OptionSpec<T | null> {
  return { ...option, parse: (given, flag) => (given === 'none' ? null : option.parse(given, flag)) };
}

/** The flag means something only beside one of these, actions or flags as they are written, as the help then says. */
export function onlyWith<O extends { description: string }>(words: readonly string[], option: O): O {
  const beside = `${words.some(isFlag) ? 'with ' : ''}${oneOf.format(words)}`;
  return { ...option, description: `${beside}: ${option.description}`, onlyWith: words };
}

/** The flag is refused beside any of these. */
export function notWith<O extends object>(flags: readonly string[], option: O): O {
  return { ...option, notWith: flags };
}

/** Puts options under a heading of the help. */
export function grouped<const O extends object>(group: string, options: O): O {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [name, { ...(option as object), group }]),
  ) as O;
}

export function invalid(flag: string, expected: string, given: string) {
  return usageError('invalid-option', `Expected \`${flag}\` to be ${expected}, got \`${given}\``);
}
