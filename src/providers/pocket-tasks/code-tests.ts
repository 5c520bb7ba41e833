import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../base/json.ts';

/** A function of one argument as one expression of Python, and the same in TypeScript. */
export interface Program<Input> {
  /** What it does, in one line. */
  step: string;
  expression: string;
  /** `undefined` where the function is not defined or does nothing of interest. */
  run(input: Input): Json | undefined;
}

/**
 * Inputs on which the program has results, not all the same, and each of the others differs at least once, or
 * `undefined`.
 */
export function tellingInputs<Input extends Json>(
  program: Program<Input>,
  others: readonly Program<Input>[],
  count: number,
  draw: () => Input,
): Input[] | undefined {
  for (let attempt = 0; attempt < 12; attempt++) {
    const inputs = distinct(
      Array.from({ length: count * 3 }, draw).filter((input) => program.run(input) !== undefined),
    ).slice(0, count);
    const tells = (other: Program<Input>) =>
      inputs.some((input) => !isDeepStrictEqual(other.run(input), program.run(input)));
    const isConstant = distinct(inputs.map((input) => program.run(input))).length < 2;
    if (inputs.length === count && !isConstant && others.every(tells)) return inputs;
  }
  return undefined;
}

/** On an input for which the program is known to have one. @throws {RangeError} where it has none */
export function resultOf<Input>(program: Program<Input>, input: Input): Json {
  const result = program.run(input);
  if (result === undefined) throw new RangeError('Expected an input on which the program has a result');
  return result;
}

export function assertion<Input extends Json>(name: string, program: Program<Input>, input: Input): string {
  return `assert ${name}(${literal(input)}) == ${literal(resultOf(program, input))}`;
}

/** Python source of a number, a text, or a list of them. */
export function literal(value: Json): string {
  return Array.isArray(value) ? `[${value.map(literal).join(', ')}]` : JSON.stringify(value);
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
