import { closing, splitTop } from './brackets.ts';

const CALL = /(?<![\w\\])(Rational|Fraction|Integer|Float|Decimal|mpf|int|float|float64|float32|int64|str|N|simplify|nsimplify|Matrix|ImmutableMatrix|ImmutableDenseMatrix|MutableDenseMatrix|array|Interval|Interval\.open|Interval\.Lopen|Interval\.Ropen|Union|FiniteSet|set|frozenset|list|tuple|Tuple|Point|Point2D|Point3D|Eq|Ne|Le|Lt|Ge|Gt|And|Or|Pow|Add|Mul|root|cbrt|real_root|binomial|comb|factorial|log|log2|log10|sqrt|Poly|complex|Symbol)\(/;
const MOST_CALLS = 50;
const SIGNS: Readonly<Record<string, string>> = { Eq: '=', Ne: '\\ne ', Le: '≤', Lt: '<', Ge: '≥', Gt: '>' };
const NAMES: Readonly<Record<string, string>> = { EmptySet: '\\emptyset ', 'S.EmptySet': '\\emptyset ', Reals: '\\mathbb{R}', 'S.Reals': '\\mathbb{R}', Integers: '\\mathbb{Z}', 'S.Integers': '\\mathbb{Z}', zoo: '\\infty ' };

/** What Python and sympy print, as LaTeX: `Rational(1, 2)`, `Matrix([[1, 2]])`, `Interval.open(-oo, 1)`, `Eq(y, 2*x)`, `['1', '2']`. */
export function fromPython(text: string): string {
  let current = text
    .replace(/(?<![\w\\.])(?:math|cmath|np|numpy|sp|sympy|sym|S)\.(?=(?!EmptySet|Reals|Integers)[a-zA-Z])/g, '')
    .replace(/(?<![\w\\])(?:S\.)?(?:EmptySet|Reals|Integers|zoo)(?!\w)(?:\(\))?/g, (name) => NAMES[name.replace('()', '')] ?? name)
    .replace(/(?<![\w\\}])'([^'"\\]{1,100})'|"([^'"]{1,100})"/g, (_, single: string | undefined, double: string | undefined) => single ?? double!)
    .replace(/(?<=\)) ?& ?(?=\()/g, ' and ')
    .replace(/(?<=\)) ?\| ?(?=\()/g, ' or ');
  for (let count = 0; count < MOST_CALLS; count++) {
    const call = CALL.exec(current);
    const end = call ? closing(current, call.index + call[0].length - 1) : -1;
    if (!call || end < 0) break;
    const inside = splitTop(current.slice(call.index + call[0].length, end), ',');
    current = `${current.slice(0, call.index)}${called(call[1]!, inside)}${current.slice(end + 1)}`;
  }
  return dictionary(current);
}

/** Names that stay are written so that they are not found again. */
function called(name: string, parts: readonly string[]): string {
  const [first = '', second = ''] = parts;
  if (name in SIGNS) return `${first}${SIGNS[name]}${second}`;
  if (name.startsWith('Interval')) return interval(name, parts);
  switch (name) {
    case 'Rational': case 'Fraction': return parts.length > 1 ? `\\frac{${first}}{${second}}` : `(${first})`;
    case 'Union': return parts.join(' \\cup ');
    case 'FiniteSet': return `\\{${parts.join(',')}\\}`;
    case 'set': case 'frozenset': return parts.length === 0 ? '\\emptyset ' : `\\{${bare(parts.join(','))}\\}`;
    case 'list': case 'tuple': return parts.join(',');
    case 'Tuple': case 'Point': case 'Point2D': case 'Point3D': return `(${parts.join(',')})`;
    case 'And': return parts.join(' and ');
    case 'Or': return parts.join(' or ');
    case 'Pow': return `{(${first})}^{${second}}`;
    case 'Add': return `(${parts.join('+')})`;
    case 'Mul': return `(${parts.map((part) => `(${part})`).join('*')})`;
    case 'root': case 'real_root': return `\\sqrt[${second === '' ? 2 : second}]{${first}}`;
    case 'cbrt': return `\\sqrt[3]{${first}}`;
    case 'sqrt': return `\\sqrt{${first}}`;
    case 'binomial': case 'comb': return `\\binom{${first}}{${second}}`;
    case 'factorial': return `(${first})!`;
    case 'log': return second === '' ? `\\log(${first})` : `\\log_{${second}}(${first})`;
    case 'log2': return `\\log_{2}(${first})`;
    case 'log10': return `\\log_{10}(${first})`;
    case 'complex': return `(${first}+(${second})i)`;
    case 'Matrix': case 'ImmutableMatrix': case 'ImmutableDenseMatrix': case 'MutableDenseMatrix': case 'array': return matrix(first);
    default: return parts.length === 0 ? '' : `(${first})`;
  }
}

function interval(name: string, [from = '', to = '', open = '', shut = '']: readonly string[]): string {
  const leftOpen = name.endsWith('.open') || name.endsWith('.Lopen') || open === 'True' || from.includes('oo');
  const rightOpen = name.endsWith('.open') || name.endsWith('.Ropen') || shut === 'True' || to.includes('oo');
  return `${leftOpen ? '(' : '['}${from},${to}${rightOpen ? ')' : ']'}`;
}

/** `Matrix([1, 2])` is a column. */
function matrix(rows: string): string {
  if (/^\[ ?\[/.test(rows)) return rows;
  return `[${splitTop(bare(rows), ',').map((cell) => `[${cell}]`).join(',')}]`;
}

function bare(text: string): string {
  return /^[[({]/.test(text) && closing(text, 0) === text.length - 1 ? text.slice(1, -1) : text;
}

/** `{x: 1, y: 2}` as `sympy.solve` prints it, alone or in a list. */
function dictionary(text: string): string {
  if (!/^\[?\{ ?[a-zA-Z]\w* ?:/.test(text)) return text;
  return text.replace(/[{}[\]]/g, '').replace(/([a-zA-Z]\w{0,20}) ?: ?/g, '$1=');
}
