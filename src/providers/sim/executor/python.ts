import { type Random, pick } from '../../../base/random.ts';

/** A Python program whose `solution()` returns `answer`: as a number if it is one, else as a string. */
export function programFor(answer: string, random: Random): string {
  const value = Number(answer);
  if (answer === '' || !Number.isFinite(value)) return returning(JSON.stringify(answer));
  return Number.isSafeInteger(value) ? wholeNumber(value, random) : fraction(value, random);
}

/** Exact in Python's integers: `answer = count * each + rest`. */
function wholeNumber(value: number, random: Random): string {
  const each = 2 + Math.floor(random() * 11);
  const count = Math.trunc(value / each);
  const [first, second, third] = pick(NAMES, random);
  return body([
    `${first} = ${count}`,
    `${second} = ${each}`,
    `${third} = ${value - count * each}`,
    `result = ${first} * ${second} + ${third}`,
    'return result',
  ]);
}

/** Halving and doubling a double loses nothing, so the value comes back to the last bit. */
function fraction(value: number, random: Random): string {
  const [first, second] = pick(NAMES, random);
  return body([`${first} = ${value / 2}`, `${second} = 2`, `result = ${first} * ${second}`, 'return result']);
}

const NAMES = [
  ['groups', 'per_group', 'left_over'],
  ['units', 'price', 'extra'],
  ['days', 'per_day', 'start'],
  ['rows', 'row_length', 'rest'],
] as const;

function returning(literal: string): string {
  return body([`result = ${literal}`, 'return result']);
}

const CRASHES = [
  ['total = 0', 'count = 0', 'return total / count'],
  ['quantities = []', 'return quantities[0]'],
  ['return price_per_unit * 2'],
  ['return "result: " + 4'],
] as const;

/** Raises one of several exceptions. */
export function crashingProgram(random: Random): string {
  return body(pick(CRASHES, random));
}

/** Never returns. */
export function loopingProgram(): string {
  return body(['remaining = 1', 'while remaining > 0:', '    remaining += 1', 'return remaining']);
}

function body(lines: readonly string[]): string {
  return ['def solution():', ...lines.map((line) => `    ${line}`)].join('\n');
}
