import { add, divide, multiply, negate, power, real, root, subtract, type Complex } from './complex.ts';
import type { Node, Operation } from './expression.ts';
import { binomial, CONSTANTS, factorial, FUNCTIONS, logarithm } from './functions.ts';

const OPERATIONS: Readonly<Record<Operation, (a: Complex, b: Complex) => Complex>> = {
  add,
  subtract,
  multiply,
  divide,
  power,
  root,
  logarithm,
  binomial,
};

export interface Surroundings {
  variable(name: string): Complex;
  /** Of a logarithm that is written without one. */
  logBase: number;
  /** Is told the value of each part of a formula. */
  onValue?: (value: Complex) => void;
}

/** The value of a formula in complex doubles; not finite where it has none. */
export function evaluate(node: Node, at: Surroundings): Complex {
  const value = valueOf(node, at);
  at.onValue?.(value);
  return value;
}

function valueOf(node: Node, at: Surroundings): Complex {
  switch (node.kind) {
    case 'number':
      return real(Number(node.digits));
    case 'constant':
      return CONSTANTS[node.name];
    case 'variable':
      return at.variable(node.name);
    case 'negate':
      return negate(evaluate(node.of, at));
    case 'factorial':
      return factorial(evaluate(node.of, at));
    case 'log':
      return logarithm(evaluate(node.of, at), real(at.logBase));
    case 'function':
      return FUNCTIONS[node.name](evaluate(node.of, at));
    default:
      return OPERATIONS[node.kind](evaluate(node.left, at), evaluate(node.right, at));
  }
}
