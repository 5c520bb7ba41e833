import type { CONSTANTS, FUNCTIONS } from './functions.ts';

export type FunctionName = keyof typeof FUNCTIONS;
export type ConstantName = keyof typeof CONSTANTS;
export type Operation = 'add' | 'subtract' | 'multiply' | 'divide' | 'power' | 'root' | 'logarithm' | 'binomial';

/** A formula as a tree. Numbers keep their digits, so that they can be read exactly. */
export type Node =
  | { kind: 'number'; digits: string }
  | { kind: 'constant'; name: ConstantName }
  | { kind: 'variable'; name: string }
  | { kind: 'negate' | 'factorial' | 'log'; of: Node }
  | { kind: 'function'; name: FunctionName; of: Node }
  | { kind: Operation; left: Node; right: Node };

export interface Expression {
  root: Node;
  variables: ReadonlySet<string>;
  /** The digits, when it is one number written out: `-12.50`. */
  literal: string | undefined;
  /** Whether it holds a logarithm without a base. */
  hasBareLog: boolean;
}

export const number = (digits: string): Node => ({ kind: 'number', digits });
export const operation = (kind: Operation, left: Node, right: Node): Node => ({ kind, left, right });
export const negated = (of: Node): Node => ({ kind: 'negate', of });
export const applied = (name: FunctionName, of: Node): Node => ({ kind: 'function', name, of });
