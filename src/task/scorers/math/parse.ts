import {
  applied,
  negated,
  number,
  operation,
  type Expression,
  type ConstantName,
  type FunctionName,
  type Node,
  type Operation,
} from './expression.ts';
import { isConstant, isFunction } from './functions.ts';

/**
 * Reads LaTeX or plain notation (`\frac{1}{2}x^2`, `x**2/2`, `3\frac12`, `1011_2`); `undefined` when it is
 * no expression.
 */
export function parseExpression(text: string): Expression | undefined {
  const parser = new Parser(text);
  try {
    const root = parser.sum();
    if (!parser.atEnd()) return undefined;
    return {
      root,
      variables: parser.variables,
      literal: /^\s?([-+]?\s?[\d.]+)\s?$/.exec(text)?.[1],
      hasBareLog: parser.hasBareLog,
    };
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

class Unreadable extends Error {}

const DEEPEST = 100;

const GREEK = new Set(
  (
    'alpha beta gamma delta epsilon varepsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau phi ' +
    'varphi chi psi omega Gamma Delta Theta Lambda Sigma Phi Psi Omega ell'
  ).split(' '),
);
const TIMES = ['\\cdot', '\\times', '*'];
const OVER = ['\\div', '/', ':'];
type Opening = '(' | '[' | '{' | '|' | '\\lfloor' | '\\lceil';
const CLOSING: Readonly<Record<Opening, string>> = {
  '(': ')',
  '[': ']',
  '{': '}',
  '|': '|',
  '\\lfloor': '\\rfloor',
  '\\lceil': '\\rceil',
};

class Parser {
  readonly variables = new Set<string>();
  hasBareLog = false;
  readonly #text: string;
  #at = 0;
  #bars = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  atEnd(): boolean {
    this.#space();
    return this.#at === this.#text.length;
  }

  sum(): Node {
    let left = this.#product();
    for (;;) {
      if (this.#eat('+')) left = operation('add', left, this.#product());
      else if (this.#eat('-')) left = operation('subtract', left, this.#product());
      else return left;
    }
  }

  #product(): Node {
    let left = this.#signed();
    for (;;) {
      if (TIMES.some((sign) => this.#eat(sign))) left = operation('multiply', left, this.#signed());
      else if (OVER.some((sign) => this.#eat(sign))) left = operation('divide', left, this.#signed());
      else if (this.#atomFollows()) left = operation('multiply', left, this.#powered());
      else return left;
    }
  }

  #signed(): Node {
    if (this.#eat('-')) return negated(this.#signed());
    if (this.#eat('+')) return this.#signed();
    return this.#powered();
  }

  #powered(): Node {
    let base = this.#atom();
    while (this.#eat('!')) base = { kind: 'factorial', of: base };
    if (!this.#eat('**') && !this.#eat('^')) return base;
    return operation('power', base, this.#exponent());
  }

  #exponent(): Node {
    if (this.#eat('-')) return negated(this.#exponent());
    if (this.#peek() === '{') return this.#group('{');
    const base = this.#atom();
    return this.#eat('^') || this.#eat('**') ? operation('power', base, this.#exponent()) : base;
  }

  #atomFollows(): boolean {
    const next = this.#peek();
    if (next === '|') return this.#bars === 0;
    // Two numbers side by side are a list that lost its comma, not a product.
    if (/[\d.]/.test(next)) return !/[\d.]\s*$/.test(this.#text.slice(0, this.#at));
    return (
      /[a-zA-Zπ({[]/.test(next) ||
      (next === '\\' && !/^\\(rfloor|rceil|cdot|times|div|right)/.test(this.#text.slice(this.#at)))
    );
  }

  #atom(): Node {
    const next = this.#peek();
    if (/[\d.]/.test(next)) return this.#number();
    if (next === '|' || next === '(' || next === '[' || next === '{') return this.#group(next);
    if (next === '\\') return this.#command();
    if (/[a-zA-Zπ]/.test(next)) return this.#word();
    throw new Unreadable();
  }

  #group(open: Opening): Node {
    this.#expect(open);
    if (++this.#depth > DEEPEST) throw new Unreadable();
    if (open === '|') this.#bars++;
    const inside = this.sum();
    this.#expect(CLOSING[open]);
    if (open === '|') this.#bars--;
    this.#depth--;
    return open === '|' ? applied('abs', inside) : inside;
  }

  #number(): Node {
    // `1e-05` and `1.5e3` as Python prints them; of `2e-1` the e is Euler's.
    const digits = this.#match(
      /^(?:(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d{1,3}(?![\da-zA-Z]))?|\d+[eE](?:[+-]\d{2,3}|\d{1,3})(?![\da-zA-Z])|\d+)/,
    );
    const rest = this.#text.slice(this.#at, this.#at + 100);
    const repeating = /^\\overline ?\{ ?(\d{1,40}) ?\}/.exec(rest);
    if (repeating) return this.#repeating(digits, repeating);
    const base = /^ ?_ ?(?:\{ ?(\d{1,2}) ?\}|(\d))/.exec(rest);
    if (base) return this.#inBase(digits, base);
    const mixed = /^\d+$/.test(digits) && /^ ?\\[dtc]?frac ?(?:\{ ?\d+ ?\}|\d) ?(?:\{ ?\d+ ?\}|\d)/.test(rest);
    return mixed ? operation('add', number(digits), this.#atom()) : number(digits);
  }

  #repeating(digits: string, [text, block = '']: RegExpExecArray): Node {
    this.#at += text.length;
    const decimals = digits.split('.')[1]?.length ?? 0;
    return operation(
      'add',
      number(digits),
      operation('divide', number(block), number(`${'9'.repeat(block.length)}${'0'.repeat(decimals)}`)),
    );
  }

  /** The digits before and after the point as one whole number over a power of the base. */
  #inBase(digits: string, [text, braced, bare]: RegExpExecArray): Node {
    this.#at += text.length;
    const base = Number(braced ?? bare);
    const [whole = '', part = ''] = digits.split('.');
    if (base < 2 || [...whole, ...part].some((digit) => !(Number(digit) < base))) throw new Unreadable();
    const value = [...whole, ...part].reduce((sum, digit) => sum * BigInt(base) + BigInt(digit), 0n);
    return part === ''
      ? number(String(value))
      : operation('divide', number(String(value)), number(String(BigInt(base) ** BigInt(part.length))));
  }

  #command(): Node {
    if (this.#eat('\\lfloor')) return this.#rounded('\\lfloor', 'floor');
    if (this.#eat('\\lceil')) return this.#rounded('\\lceil', 'ceil');
    const name = this.#match(/^\\[a-zA-Z]+/).slice(1);
    if (/^[dtc]?frac$/.test(name)) return this.#two('divide');
    if (/^[dt]?binom$/.test(name)) return this.#two('binomial');
    if (name === 'sqrt') return this.#root();
    if (name === 'log') return this.#logarithm();
    if (name === 'lg') return operation('logarithm', this.#operand(), number('10'));
    if (isFunction(name)) return this.#applied(name);
    if (isConstant(name)) return constant(name);
    if (GREEK.has(name)) return this.#variable(name);
    if (name === 'overline' || name === 'vec' || name === 'mathbf' || name === 'text')
      return this.#variable(`${name}${this.#match(/^\s*\{[^{}]*\}/)}`);
    throw new Unreadable();
  }

  #rounded(open: Opening, name: FunctionName): Node {
    const inside = this.sum();
    this.#expect(CLOSING[open]);
    return applied(name, inside);
  }

  #two(kind: Operation): Node {
    const above = this.#argument();
    return operation(kind, above, this.#argument());
  }

  #root(): Node {
    let degree = number('2');
    if (this.#eat('[')) {
      degree = this.sum();
      this.#expect(']');
    }
    return operation('root', this.#argument(), degree);
  }

  /** What a command takes: a braced group, one digit, one letter or one command. */
  #argument(): Node {
    const next = this.#peek();
    if (next === '{' || next === '(') return this.#group(next);
    if (/\d/.test(next)) {
      this.#at++;
      return number(next);
    }
    return this.#atom();
  }

  #word(): Node {
    const run = this.#match(/^[a-zA-Z]+|^π/);
    const name = run.toLowerCase();
    if (name === 'log') return this.#logarithm();
    if (isFunction(name)) return this.#applied(name);
    if (isConstant(run)) return constant(run);
    if (isConstant(name) && name.length > 2) return constant(name);
    if (run.length > 3) throw new Unreadable();
    this.#at -= run.length - 1;
    return this.#variable(run.charAt(0));
  }

  #variable(letter: string): Node {
    if (isConstant(letter)) return constant(letter);
    const subscript = /^\s*_\s*(\{[^{}]*\}|[a-zA-Z0-9])/.exec(this.#text.slice(this.#at));
    if (subscript) this.#at += subscript[0].length;
    const [primes = ''] = /^'*/.exec(this.#text.slice(this.#at)) ?? [];
    this.#at += primes.length;
    const index = subscript?.[1]?.replace(/[{}\s]/g, '');
    const name = index === undefined ? `${letter}${primes}` : `${letter}_${index}${primes}`;
    this.variables.add(name);
    return { kind: 'variable', name };
  }

  #logarithm(): Node {
    if (this.#eat('_')) {
      const base = this.#argument();
      return operation('logarithm', this.#operand(), base);
    }
    const raised = this.#eat('^') ? this.#exponent() : undefined;
    this.hasBareLog = true;
    const value: Node = { kind: 'log', of: this.#operand() };
    return raised ? operation('power', value, raised) : value;
  }

  #applied(name: FunctionName): Node {
    const raised = this.#eat('^') ? this.#exponent() : undefined;
    const arc = `arc${name}`;
    const inverse =
      raised?.kind === 'negate' && raised.of.kind === 'number' && raised.of.digits === '1' && isFunction(arc);
    if (inverse) return applied(arc, this.#operand());
    const value = applied(name, this.#operand());
    return raised ? operation('power', value, raised) : value;
  }

  /** `\sin 2x` takes the whole product, `\sin(x) y` only the bracket. */
  #operand(): Node {
    const next = this.#peek();
    if (next === '(' || next === '{' || next === '[') return this.#group(next);
    let product = this.#powered();
    while (this.#atomFollows() && !/^\\?(sin|cos|tan|cot|sec|csc|ln|log)/.test(this.#text.slice(this.#at)))
      product = operation('multiply', product, this.#powered());
    return product;
  }

  #space(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
  }

  #peek(): string {
    this.#space();
    return this.#text[this.#at] ?? '';
  }

  #eat(token: string): boolean {
    this.#space();
    if (!this.#text.startsWith(token, this.#at)) return false;
    if (token === '*' && this.#text[this.#at + 1] === '*') return false;
    this.#at += token.length;
    return true;
  }

  #expect(token: string): void {
    if (!this.#eat(token)) throw new Unreadable();
  }

  #match(pattern: RegExp): string {
    const found = pattern.exec(this.#text.slice(this.#at))?.[0];
    if (!found) throw new Unreadable();
    this.#at += found.length;
    return found;
  }
}

function constant(name: ConstantName): Node {
  return { kind: 'constant', name };
}
