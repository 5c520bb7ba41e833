import { type Random, between, pick } from '../../base/random.ts';
import { QUESTIONS, STORIES } from './format-sentences.ts';

/** Something to work out before it is written in the form asked for. */
export interface Reckoning {
  story: keyof typeof STORIES;
  question: keyof typeof QUESTIONS;
  numbers: Readonly<Record<string, number | string>>;
  value: number;
  /** Lines of arithmetic. */
  steps: string[];
  /** Statements that leave the value in `x`. */
  code: string[];
  /** Values that one may get by mistake. */
  slips: number[];
}

/** A number of things. */
export function counting(low: number, high: number, random: Random): Reckoning {
  for (;;) {
    const [a, b] = [
      between(2, Math.max(9, Math.ceil(high / 9)), random),
      between(2, Math.max(12, Math.ceil(high / 9)), random),
    ];
    const [many, c] = [between(2, Math.min(99, Math.max(9, Math.ceil(high / 20))), random), between(2, 60, random)];
    const drawn = pick<Reckoning>(
      [
        counted('product', many, b, undefined, many * b, '*'),
        counted('sum', a * 6, b * 4, undefined, a * 6 + b * 4, '+'),
        counted('difference', a * 9, b * 3, undefined, a * 9 - b * 3, '-'),
        counted('productMore', many, b, c, many * b + c, '+'),
        counted('productLess', many, b, c, many * b - c, '-'),
      ],
      random,
    );
    if (drawn.value >= low && drawn.value <= high) return drawn;
  }
}

function counted(
  story: Reckoning['story'],
  a: number,
  b: number,
  c: number | undefined,
  value: number,
  sign: string,
): Reckoning {
  const near = [value + 10, value + 1, value + 100];
  if (c === undefined) {
    const turned = sign === '+' ? Math.abs(a - b) : a + b;
    return {
      story,
      question: 'count',
      numbers: { a, b },
      value,
      steps: [`${a} ${sign} ${b} = ${value}`],
      code: [`x = ${a} ${sign} ${b}`],
      slips: [turned, ...near],
    };
  }
  return {
    story,
    question: 'count',
    numbers: { a, b, c },
    value,
    steps: [`${a} * ${b} = ${a * b}`, `${a * b} ${sign} ${c} = ${value}`],
    code: [`x = ${a} * ${b} ${sign} ${c}`],
    slips: [a * b, ...near],
  };
}

/** An amount of money, never half-way between two hundredths. */
export function money(random: Random): Reckoning {
  const [a, b, c] = [between(10, 300, random), between(3, 12, random), between(2, 40, random)];
  const kind = pick(['share', 'shareMore', 'price'], random);
  if (kind === 'price') {
    const cents = between(11, 999, random);
    const p = (cents / 100).toFixed(2);
    return {
      story: 'price',
      question: 'total',
      numbers: { p, b },
      value: (cents * b) / 100,
      steps: [`${p} * ${b} = ${((cents * b) / 100).toFixed(2)}`],
      code: [`x = ${p} * ${b}`],
      slips: [(cents * (b + 1)) / 100, (cents * b + 10) / 100],
    };
  }
  if (isTie(100 * a, b)) return money(random);
  const division = `${a} / ${b} = ${cutOff(a, b)}`;
  if (kind === 'share')
    return {
      story: 'share',
      question: 'one',
      numbers: { a, b },
      value: a / b,
      steps: [division],
      code: [`x = ${a} / ${b}`],
      slips: [a / b + 0.01, a / b - 0.1, a * b],
    };
  return {
    story: 'shareMore',
    question: 'paid',
    numbers: { a, b, c },
    value: a / b + c,
    steps: [division, `${cutOff(a, b)} + ${c} = ${cutOff(a + b * c, b)}`],
    code: [`x = ${a} / ${b} + ${c}`],
    slips: [a / b, a / b + c + 0.01],
  };
}

/** A part of a whole in percent, never half-way between two tenths. */
export function share(random: Random): Reckoning {
  const b = between(6, 200, random);
  const a = between(1, b - 1, random);
  if (isTie(1000 * a, b) || isTie(1000 * (b - a), b)) return share(random);
  const isGone = random() < 0.4;
  const part = isGone ? b - a : a;
  return {
    story: isGone ? 'partGone' : 'part',
    question: isGone ? 'kept' : 'part',
    numbers: { a, b },
    value: (100 * part) / b,
    steps: [
      ...(isGone ? [`${b} - ${a} = ${part}`] : []),
      `100 * ${part} = ${100 * part}`,
      `${100 * part} / ${b} = ${cutOff(100 * part, b)}`,
    ],
    code: isGone ? [`x = ${b} - ${a}`, `x = 100 * x / ${b}`] : [`x = 100 * ${a} / ${b}`],
    slips: [(100 * (b - part)) / b, (100 * part) / b + 0.1, (100 * part) / (b + 1)],
  };
}

/** A time in minutes, longer than an hour. */
export function duration(random: Random): Reckoning {
  const isEach = random() < 0.5;
  const [a, b] = isEach
    ? [between(2, 9, random), between(10, 90, random)]
    : [between(20, 300, random), between(20, 200, random)];
  const value = isEach ? a * b : a + b;
  if (value < 60) return duration(random);
  const sum = `${a} ${isEach ? '*' : '+'} ${b}`;
  return {
    story: isEach ? 'timesEach' : 'times',
    question: 'time',
    numbers: { a, b },
    value,
    steps: [`${sum} = ${value}`],
    code: [`x = ${sum}`],
    slips: [value + 60, value + 10, value + 1],
  };
}

/** An amount in a unit. */
export function measure(random: Random): Reckoning {
  const isEach = random() < 0.5;
  const [a, b] = isEach
    ? [between(2, 12, random), between(2, 99, random)]
    : [between(40, 900, random), between(2, 39, random)];
  const value = isEach ? a * b : a - b;
  const sum = `${a} ${isEach ? '*' : '-'} ${b}`;
  return {
    story: isEach ? 'measures' : 'measureLess',
    question: 'measure',
    numbers: { a, b },
    value,
    steps: [`${sum} = ${value}`],
    code: [`x = ${sum}`],
    slips: [a + b + 1, value + 1, value + 10],
  };
}

/** Whether the quotient is half-way between two whole numbers. */
function isTie(dividend: number, divisor: number): boolean {
  return dividend % divisor !== 0 && (2 * dividend) % divisor === 0;
}

/** The quotient with the digits after the third decimal cut off: enough to round by, and easy to copy. */
function cutOff(dividend: number, divisor: number): string {
  return String(Math.floor((1000 * dividend) / divisor) / 1000);
}
