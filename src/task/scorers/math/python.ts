import { closing, splitTop } from './brackets.ts';

const CALLED = [
  'Rational Fraction Integer Float Decimal mpf int float float64 float32 int64 str N simplify nsimplify Poly Symbol',
  'complex Matrix ImmutableMatrix ImmutableDenseMatrix MutableDenseMatrix array',
  'Interval Interval\\.open Interval\\.Lopen Interval\\.Ropen Union FiniteSet set frozenset',
  'list tuple Tuple Point Point2D Point3D Eq Ne Le Lt Ge Gt And Or Pow Add Mul root cbrt real_root',
  'binomial comb factorial log log2 log10 sqrt',
];
const CALL = new RegExp(String.raw`(?<![\w\\])(${CALLED.join(' ').replaceAll(' ', '|')})\(`);
const MOST_CALLS = 50;
const NAMES: Readonly<Record<string, string>> = {
  EmptySet: '\\emptyset ',
  Reals: '\\mathbb{R}',
  Integers: '\\mathbb{Z}',
  zoo: '\\infty ',
};
const NAME = /(?<![\w\\])(?:S\.)?(EmptySet|Reals|Integers|zoo)(?!\w)(?:\(\))?/g;
/** Library prefixes: `math.pi`, `np.float64`. */
const PREFIX = /(?<![\w\\.])(?:math|cmath|np|numpy|sp|sympy|sym|S)\.(?=(?!EmptySet|Reals|Integers)[a-zA-Z])/g;
const QUOTED = /(?<![\w\\}])'([^'"\\]{1,100})'|"([^'"]{1,100})"/g;

/**
 * What Python and sympy print, as LaTeX: `Rational(1, 2)`, `Matrix([[1, 2]])`, `Interval.open(-oo, 1)`,
 * `Eq(y, 2*x)`, `['1', '2']`.
 */
export function fromPython(text: string): string {
  let current = text
    .replace(PREFIX, '')
    .replace(NAME, (found, name: string) => NAMES[name] ?? found)
    .replace(QUOTED, (_, single: string | undefined, double = '') => single ?? double)
    .replace(/(?<=\)) ?& ?(?=\()/g, ' and ')
    .replace(/(?<=\)) ?\| ?(?=\()/g, ' or ');
  for (let count = 0; count < MOST_CALLS; count++) {
    const call = CALL.exec(current);
    const end = call ? closing(current, call.index + call[0].length - 1) : -1;
    if (!call || end < 0) break;
    const inside = splitTop(current.slice(call.index + call[0].length, end), ',');
    current = `${current.slice(0, call.index)}${called(call[1] ?? '', inside)}${current.slice(end + 1)}`;
  }
  return dictionary(current);
}

type Rewrite = (parts: readonly string[]) => string;

const relation =
  (sign: string): Rewrite =>
  ([left = '', right = '']) =>
    `${left}${sign}${right}`;
const wrapped: Rewrite = (parts) => (parts.length === 0 ? '' : `(${parts[0]})`);
const tuple: Rewrite = (parts) => `(${parts.join(',')})`;
const list: Rewrite = (parts) => parts.join(',');
const set: Rewrite = (parts) => (parts.length === 0 ? '\\emptyset ' : `\\{${bare(parts.join(','))}\\}`);
const fraction: Rewrite = (parts) => (parts.length > 1 ? `\\frac{${parts[0]}}{${parts[1]}}` : wrapped(parts));
const root: Rewrite = ([of, degree = '2']) => `\\sqrt[${degree}]{${of}}`;
const choose: Rewrite = ([n, k]) => `\\binom{${n}}{${k}}`;
const matrix: Rewrite = ([rows = '']) => (/^\[ ?\[/.test(rows) ? rows : column(rows));

/**
 * What a call is in LaTeX; calls of other names are taken off their first argument. Results hold no call of
 * these names.
 */
const REWRITES: Readonly<Record<string, Rewrite>> = {
  Rational: fraction,
  Fraction: fraction,
  Eq: relation('='),
  Ne: relation('\\ne '),
  Le: relation('≤'),
  Lt: relation('<'),
  Ge: relation('≥'),
  Gt: relation('>'),
  And: (parts) => parts.join(' and '),
  Or: (parts) => parts.join(' or '),
  Union: (parts) => parts.join(' \\cup '),
  FiniteSet: set,
  set,
  frozenset: set,
  list,
  tuple: list,
  Tuple: tuple,
  Point: tuple,
  Point2D: tuple,
  Point3D: tuple,
  Pow: ([base, exponent]) => `{(${base})}^{${exponent}}`,
  Add: (parts) => `(${parts.join('+')})`,
  Mul: (parts) => `(${parts.map((part) => `(${part})`).join('*')})`,
  root,
  real_root: root,
  cbrt: ([of]) => `\\sqrt[3]{${of}}`,
  sqrt: ([of]) => `\\sqrt{${of}}`,
  binomial: choose,
  comb: choose,
  factorial: ([n]) => `(${n})!`,
  log: ([of, base]) => (base === undefined ? `\\log(${of})` : `\\log_{${base}}(${of})`),
  log2: ([of]) => `\\log_{2}(${of})`,
  log10: ([of]) => `\\log_{10}(${of})`,
  complex: ([re, im = '0']) => `(${re}+(${im})i)`,
  Matrix: matrix,
  ImmutableMatrix: matrix,
  ImmutableDenseMatrix: matrix,
  MutableDenseMatrix: matrix,
  array: matrix,
};

function called(name: string, parts: readonly string[]): string {
  return name.startsWith('Interval') ? interval(name, parts) : (REWRITES[name] ?? wrapped)(parts);
}

function interval(name: string, [from = '', to = '', open = '', shut = '']: readonly string[]): string {
  const leftOpen = name.endsWith('.open') || name.endsWith('.Lopen') || open === 'True' || from.includes('oo');
  const rightOpen = name.endsWith('.open') || name.endsWith('.Ropen') || shut === 'True' || to.includes('oo');
  return `${leftOpen ? '(' : '['}${from},${to}${rightOpen ? ')' : ']'}`;
}

/** `Matrix([1, 2])` is a column. */
function column(cells: string): string {
  return `[${splitTop(bare(cells), ',')
    .map((cell) => `[${cell}]`)
    .join(',')}]`;
}

function bare(text: string): string {
  return /^[[({]/.test(text) && closing(text, 0) === text.length - 1 ? text.slice(1, -1) : text;
}

/** `{x: 1, y: 2}` as `sympy.solve` prints it, alone or in a list. */
function dictionary(text: string): string {
  if (!/^\[?\{ ?[a-zA-Z]\w* ?:/.test(text)) return text;
  return text.replace(/[{}[\]]/g, '').replace(/([a-zA-Z]\w{0,20}) ?: ?/g, '$1=');
}
