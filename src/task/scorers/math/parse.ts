import { add, divide, multiply, negate, power, real, root, size, subtract, type Complex } from './complex.ts';
import { binomial, CONSTANTS, factorial, FUNCTIONS, logarithm } from './functions.ts';

/** What an expression is worth, given its variables. */
export type Evaluate = (variables: (name: string) => Complex) => Complex;

export interface Expression {
  evaluate: Evaluate;
  variables: ReadonlySet<string>;
  /** A whole number written out, e.g. `-1024`. */
  literal: boolean;
}

/** Reads LaTeX or plain notation (`\frac{1}{2}x^2`, `x**2/2`, `3\frac12`, `1011_2`); `undefined` when it is no expression. */
export function parseExpression(text: string): Expression | undefined {
  const parser = new Parser(text);
  try {
    const evaluate = parser.sum();
    return parser.atEnd() ? { evaluate, variables: parser.variables, literal: /^\s*[-+]?\d+\s*$/.test(text) } : undefined;
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

class Unreadable extends Error {}

const DEEPEST = 100;

const GREEK = /^(alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|rho|sigma|tau|phi|varphi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Sigma|Phi|Psi|Omega|ell)$/;
const TIMES = ['\\cdot', '\\times', '*'];
const OVER = ['\\div', '/'];
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '|': '|', '\\lfloor': '\\rfloor', '\\lceil': '\\rceil' };
const ROUND: Readonly<Record<string, (x: Complex) => Complex>> = {
  '|': (x) => real(size(x)),
  '\\lfloor': FUNCTIONS['floor']!,
  '\\lceil': FUNCTIONS['ceil']!,
};

class Parser {
  readonly variables = new Set<string>();
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

  sum(): Evaluate {
    let left = this.#product();
    for (;;) {
      if (this.#eat('+')) left = binary(add, left, this.#product());
      else if (this.#eat('-')) left = binary(subtract, left, this.#product());
      else return left;
    }
  }

  #product(): Evaluate {
    let left = this.#signed();
    for (;;) {
      if (TIMES.some((sign) => this.#eat(sign))) left = binary(multiply, left, this.#signed());
      else if (OVER.some((sign) => this.#eat(sign))) left = binary(divide, left, this.#signed());
      else if (this.#atomFollows()) left = binary(multiply, left, this.#powered());
      else return left;
    }
  }

  #signed(): Evaluate {
    if (this.#eat('-')) return unary(negate, this.#signed());
    if (this.#eat('+')) return this.#signed();
    return this.#powered();
  }

  #powered(): Evaluate {
    let base = this.#atom();
    while (this.#eat('!')) base = unary(factorial, base);
    if (!this.#eat('**') && !this.#eat('^')) return base;
    return binary(power, base, this.#exponent());
  }

  #exponent(): Evaluate {
    if (this.#eat('-')) return unary(negate, this.#exponent());
    if (this.#peek() === '{') return this.#group('{');
    const base = this.#atom();
    return this.#eat('^') || this.#eat('**') ? binary(power, base, this.#exponent()) : base;
  }

  #atomFollows(): boolean {
    const next = this.#peek();
    if (next === '|') return this.#bars === 0;
    // Two numbers side by side are a list that lost its comma, not a product.
    if (/[\d.]/.test(next)) return !/[\d.]\s*$/.test(this.#text.slice(0, this.#at));
    return /[a-zA-Zπ({[]/.test(next) || (next === '\\' && !/^\\(rfloor|rceil|cdot|times|div|right)/.test(this.#text.slice(this.#at)));
  }

  #atom(): Evaluate {
    const next = this.#peek();
    if (/[\d.]/.test(next)) return this.#number();
    if (next === '|' || next === '(' || next === '[' || next === '{') return this.#group(next);
    if (next === '\\') return this.#command();
    if (/[a-zA-Zπ]/.test(next)) return this.#word();
    throw new Unreadable();
  }

  #group(open: string): Evaluate {
    this.#expect(open);
    if (++this.#depth > DEEPEST) throw new Unreadable();
    if (open === '|') this.#bars++;
    const inside = this.sum();
    this.#expect(CLOSING[open]!);
    if (open === '|') this.#bars--;
    this.#depth--;
    const round = ROUND[open];
    return round ? unary(round, inside) : inside;
  }

  #number(): Evaluate {
    const digits = this.#match(/^(\d+\.?\d*|\.\d+)/);
    const repeating = /^\\overline\s*\{(\d+)\}/.exec(this.#text.slice(this.#at));
    if (repeating) return constant(real(this.#repeating(digits, repeating)));
    const base = /^\s*_\s*(?:\{\s*(\d+)\s*\}|(\d))/.exec(this.#text.slice(this.#at));
    if (base) return constant(real(this.#inBase(digits, base)));
    const mixed = /^\d+$/.test(digits) && /^\s*\\[dtc]?frac\s*(?:\{\s*\d+\s*\}|\d)\s*(?:\{\s*\d+\s*\}|\d)/.test(this.#text.slice(this.#at));
    const whole = constant(real(Number(digits)));
    return mixed ? binary(add, whole, this.#atom()) : whole;
  }

  #repeating(digits: string, [text, block]: RegExpExecArray): number {
    this.#at += text.length;
    const decimals = digits.split('.')[1]?.length ?? 0;
    return Number(digits) + Number(block) / ((10 ** block!.length - 1) * 10 ** decimals);
  }

  #inBase(digits: string, [text, braced, bare]: RegExpExecArray): number {
    this.#at += text.length;
    const base = Number(braced ?? bare);
    const [whole = '', part = ''] = digits.split('.');
    if (base < 2 || [...whole, ...part].some((digit) => Number(digit) >= base)) throw new Unreadable();
    return [...whole].reduce((sum, digit) => sum * base + Number(digit), 0) + [...part].reduce((sum, digit, k) => sum + Number(digit) * base ** -(k + 1), 0);
  }

  #command(): Evaluate {
    if (this.#eat('\\lfloor')) return this.#rounded('\\lfloor');
    if (this.#eat('\\lceil')) return this.#rounded('\\lceil');
    const name = this.#match(/^\\[a-zA-Z]+/).slice(1);
    if (/^[dtc]?frac$/.test(name)) return this.#two(divide);
    if (/^[dt]?binom$/.test(name)) return this.#two(binomial);
    if (name === 'sqrt') return this.#root();
    if (name === 'log' && this.#eat('_')) return binary(logarithm, this.#argument(), this.#operand());
    if (Object.hasOwn(FUNCTIONS, name)) return this.#applied(name);
    if (Object.hasOwn(CONSTANTS, name)) return constant(CONSTANTS[name]!);
    if (GREEK.test(name)) return this.#variable(name);
    if (name === 'overline' || name === 'vec' || name === 'mathbf' || name === 'text') return this.#variable(`${name}${this.#match(/^\s*\{[^{}]*\}/)}`);
    throw new Unreadable();
  }

  #rounded(open: string): Evaluate {
    const inside = this.sum();
    this.#expect(CLOSING[open]!);
    return unary(ROUND[open]!, inside);
  }

  #two(combine: (a: Complex, b: Complex) => Complex): Evaluate {
    const above = this.#argument();
    return binary(combine, above, this.#argument());
  }

  #root(): Evaluate {
    let degree = constant(real(2));
    if (this.#eat('[')) {
      degree = this.sum();
      this.#expect(']');
    }
    return binary(root, this.#argument(), degree);
  }

  /** What a command takes: a braced group, one digit, one letter or one command. */
  #argument(): Evaluate {
    const next = this.#peek();
    if (next === '{' || next === '(') return this.#group(next);
    if (/\d/.test(next)) {
      this.#at++;
      return constant(real(Number(next)));
    }
    return this.#atom();
  }

  #word(): Evaluate {
    const run = this.#match(/^[a-zA-Z]+|^π/);
    const name = run.toLowerCase();
    if (Object.hasOwn(FUNCTIONS, name) && (name !== 'log' || this.#peek() !== '_')) return this.#applied(name);
    if (Object.hasOwn(CONSTANTS, run)) return constant(CONSTANTS[run]!);
    if (Object.hasOwn(CONSTANTS, name) && name.length > 2) return constant(CONSTANTS[name]!);
    if (run.length > 3) throw new Unreadable();
    this.#at -= run.length - 1;
    return this.#variable(run[0]!);
  }

  #variable(letter: string): Evaluate {
    if (Object.hasOwn(CONSTANTS, letter)) return constant(CONSTANTS[letter]!);
    const subscript = /^\s*_\s*(\{[^{}]*\}|[a-zA-Z0-9])/.exec(this.#text.slice(this.#at));
    if (subscript) this.#at += subscript[0].length;
    const primes = /^'*/.exec(this.#text.slice(this.#at))![0];
    this.#at += primes.length;
    const name = `${letter}${subscript ? `_${subscript[1]!.replace(/[{}\s]/g, '')}` : ''}${primes}`;
    this.variables.add(name);
    return (variables) => variables(name);
  }

  #applied(name: string): Evaluate {
    const f = FUNCTIONS[name]!;
    const raised = this.#eat('^') ? this.#exponent() : undefined;
    const value = unary(f, this.#operand());
    return raised ? binary(power, value, raised) : value;
  }

  /** `\sin 2x` takes the whole product, `\sin(x) y` only the bracket. */
  #operand(): Evaluate {
    const next = this.#peek();
    if (next === '(' || next === '{' || next === '[') return this.#group(next);
    let product = this.#powered();
    while (this.#atomFollows() && !/^\\?(sin|cos|tan|cot|sec|csc|ln|log)/.test(this.#text.slice(this.#at))) product = binary(multiply, product, this.#powered());
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

function constant(value: Complex): Evaluate {
  return () => value;
}

function unary(f: (a: Complex) => Complex, a: Evaluate): Evaluate {
  return (variables) => f(a(variables));
}

function binary(f: (a: Complex, b: Complex) => Complex, a: Evaluate, b: Evaluate): Evaluate {
  return (variables) => f(a(variables), b(variables));
}
