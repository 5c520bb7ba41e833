import { add, divide, exp, ln, multiply, real, root, size, subtract, type Complex } from './complex.ts';

type Unary = (x: Complex) => Complex;

const half = real(0.5);
const i: Complex = [0, 1];
const sin: Unary = (x) =>
  x[1] === 0 ? real(Math.sin(x[0])) : divide(subtract(exp(multiply(i, x)), exp(multiply([0, -1], x))), [0, 2]);
const cos: Unary = (x) =>
  x[1] === 0 ? real(Math.cos(x[0])) : multiply(half, add(exp(multiply(i, x)), exp(multiply([0, -1], x))));
const onReals =
  (f: (x: number) => number): Unary =>
  (x) =>
    x[1] === 0 ? real(f(x[0])) : [Number.NaN, 0];
const one = real(1);

/** Functions by the name that LaTeX and plain text share. */
export const FUNCTIONS = {
  sin,
  cos,
  tan: (x) => divide(sin(x), cos(x)),
  cot: (x) => divide(cos(x), sin(x)),
  sec: (x) => divide(one, cos(x)),
  csc: (x) => divide(one, sin(x)),
  arcsin: onReals(Math.asin),
  arccos: onReals(Math.acos),
  arctan: onReals(Math.atan),
  asin: onReals(Math.asin),
  acos: onReals(Math.acos),
  atan: onReals(Math.atan),
  sinh: onReals(Math.sinh),
  cosh: onReals(Math.cosh),
  tanh: onReals(Math.tanh),
  ln,
  exp,
  abs: (x) => real(size(x)),
  floor: onReals(Math.floor),
  ceil: onReals(Math.ceil),
  sqrt: (x) => root(x, real(2)),
} satisfies Readonly<Record<string, Unary>>;

export function isFunction(name: string): name is keyof typeof FUNCTIONS {
  return Object.hasOwn(FUNCTIONS, name);
}

export function logarithm(x: Complex, base: Complex): Complex {
  return divide(ln(x), ln(base));
}

/** n! for whole n from 0 to 170. */
export function factorial(n: Complex): Complex {
  if (n[1] !== 0 || n[0] < 0 || n[0] > 170 || !Number.isInteger(n[0])) return [Number.NaN, 0];
  let product = 1;
  for (let k = 2; k <= n[0]; k++) product *= k;
  return real(product);
}

const LARGEST_CHOICE = 10_000;

/** n over k for whole numbers; none where it would take more than 10,000 steps, which no double holds. */
export function binomial(n: Complex, k: Complex): Complex {
  if (n[1] !== 0 || k[1] !== 0 || !Number.isInteger(n[0]) || !Number.isInteger(k[0]) || k[0] < 0)
    return [Number.NaN, 0];
  const steps = n[0] >= k[0] ? Math.min(k[0], n[0] - k[0]) : k[0];
  if (steps > LARGEST_CHOICE) return [Number.NaN, 0];
  let product = 1;
  for (let j = 1; j <= steps; j++) product = (product * (n[0] - steps + j)) / j;
  return real(Math.round(product));
}

export const CONSTANTS = {
  pi: real(Math.PI),
  π: real(Math.PI),
  e: real(Math.E),
  i,
  infty: real(Infinity),
  infinity: real(Infinity),
  inf: real(Infinity),
  oo: real(Infinity),
} satisfies Readonly<Record<string, Complex>>;

export function isConstant(name: string): name is keyof typeof CONSTANTS {
  return Object.hasOwn(CONSTANTS, name);
}
