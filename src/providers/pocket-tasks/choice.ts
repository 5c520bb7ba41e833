import { elementAt } from '../../base/lists.ts';
import { type Random, between, pick, shuffled } from '../../base/random.ts';
import { LAYOUTS, QUESTIONS, type QuestionKind } from './choice-sentences.ts';
import type { PocketFamily } from './contract.ts';
import { NAMES } from './words/names.ts';
import { THINGS } from './words/things.ts';

const LETTERS = ['A', 'B', 'C', 'D', 'E'] as const;

interface Asked {
  values: Record<string, string | number>;
  right: string;
  /** Four others. */
  wrong: string[];
  /** What is left to do once the options are in their order. */
  solve(options: readonly string[]): { steps: string[]; code: string[] };
}

/** Questions with five options, where the wrong ones stand near the text or near the truth. */
export const pocketChoice: PocketFamily = {
  name: 'pocket-choice',
  kind: 'answer',
  metric: 'accuracy',
  mirrors: 'MMLU-Pro',
  description:
    'Questions with five options that take one to three steps of arithmetic or a comparison. ' +
    'The answer is the letter of the right option, A to E.',
  scorer: { name: 'choice', letters: LETTERS.join('') },
  problem: (write, random) => {
    const kind = pick(KINDS, random);
    const { values, right, wrong, solve } = ASK[kind](random);
    const options = shuffled([right, ...wrong], random);
    const letter = elementAt(LETTERS, options.indexOf(right));
    const lettered = Object.fromEntries(LETTERS.map((one, i) => [one, elementAt(options, i)]));
    const { steps, code } = solve(options);
    const question = write.say(QUESTIONS[kind], { N: write.word(NAMES), T: write.word(THINGS), ...values });
    return {
      input: `${question} ${write.say(LAYOUTS, lettered)}`,
      answer: letter,
      steps: [...steps, `option ${letter}`],
      code,
      mistakes: LETTERS.filter((other) => other !== letter),
    };
  },
};

const ASK: Readonly<Record<QuestionKind, (random: Random) => Asked>> = {
  price: (random) => {
    const [a, b] = [between(3, 40, random), between(3, 12, random)];
    return computed(
      { a, b },
      a * b,
      [a, b, a + b, a * b + a, a * b - a, a * b + b],
      [`${a} * ${b} = ${a * b}`],
      `${a} * ${b}`,
      random,
    );
  },
  change: (random) => {
    const [a, b] = [between(3, 20, random), between(3, 9, random)];
    const price = a * b;
    const c = price + between(2, 60, random);
    return computed(
      { a, b, c },
      c - price,
      [price, c - a, c - b, Math.abs(c - a - b), c],
      [`${a} * ${b} = ${price}`, `${c} - ${price} = ${c - price}`],
      `${c} - ${a} * ${b}`,
      random,
    );
  },
  time: (random) => {
    const [start, passed] = [between(6 * 60, 14 * 60, random), between(15, 220, random)];
    const end = start + passed;
    const [s, e] = [clock(start), clock(end)];
    const digits = Number(e.replace(':', '')) - Number(s.replace(':', ''));
    return computed(
      { s, e },
      passed,
      [digits, passed + 60, passed - 60, passed + 10, passed - 10, Math.abs((end % 60) - (start % 60))],
      [`${minutes(end)} = ${end}`, `${minutes(start)} = ${start}`, `${end} - ${start} = ${passed}`],
      `${minutes(end)} - (${minutes(start)})`,
      random,
    );
  },
  remainder: (random) => {
    const [b, count] = [between(3, 12, random), between(3, 20, random)];
    const rest = between(1, b - 1, random);
    const a = b * count + rest;
    return computed(
      { a, b },
      rest,
      [b, b - rest, count, count + 1, a - b],
      [`${b} * ${count} = ${b * count}`, `${a} - ${b * count} = ${rest}`],
      `${a} % ${b}`,
      random,
    );
  },
  sequence: (random) => (random() < 0.3 ? multiplied(random) : added(random)),
  area: (random) => {
    const [a, b] = [between(3, 30, random), between(2, 12, random)];
    return computed(
      { a, b },
      a * b,
      [a + b, 2 * (a + b), a * b + a, a * b - b, a * a],
      [`${a} * ${b} = ${a * b}`],
      `${a} * ${b}`,
      random,
    );
  },
  perimeter: (random) => {
    const [a, b] = [between(3, 60, random), between(2, 30, random)];
    return computed(
      { a, b },
      2 * (a + b),
      [a + b, a * b, 2 * a + b, a + 2 * b, 4 * a],
      [`${a} + ${b} = ${a + b}`, `${a + b} * 2 = ${2 * (a + b)}`],
      `(${a} + ${b}) * 2`,
      random,
    );
  },
  average: (random) => {
    const mean = between(5, 60, random);
    const [up, down] = [between(1, mean - 1, random), between(1, mean - 1, random)].sort(
      (one, other) => other - one,
    ) as [number, number];
    const [a, b, c] = shuffled([mean + up, mean - down, mean + down - up], random) as [number, number, number];
    return computed(
      { a, b, c },
      mean,
      [a + b + c, a, b, c, Math.floor((a + b) / 2)],
      [`${a} + ${b} = ${a + b}`, `${a + b} + ${c} = ${a + b + c}`, `${a + b + c} / 3 = ${mean}`],
      `(${a} + ${b} + ${c}) // 3`,
      random,
    );
  },
  divisible,
  largest: (random) => compared('largest', random),
  smallest: (random) => compared('smallest', random),
};

const KINDS = Object.keys(ASK) as QuestionKind[];

/** One to three of the tempting values, and near misses to make up four. */
function computed(
  values: Asked['values'],
  right: number,
  tempting: readonly number[],
  steps: string[],
  expression: string,
  random: Random,
): Asked {
  // Leaning to one side, so that the middle one of the options is no good guess.
  const below = random();
  const misses = shuffled([1, 2, 3, 4, 5, 10], random).map((by) => (random() < below ? -by : by));
  const near = [...misses, ...misses.map((by) => -by)].map((by) => right + by);
  const usable = (list: readonly number[]) => list.filter((value) => value > 0 && value !== right);
  const wrong = [
    ...new Set([...shuffled(usable(tempting), random).slice(0, between(1, 3, random)), ...usable(near)]),
  ].slice(0, 4);
  return {
    values,
    right: String(right),
    wrong: wrong.map(String),
    solve: (options) => ({ steps, code: [`x = ${expression}`, `return "ABCDE"[[${options.join(', ')}].index(x)]`] }),
  };
}

function added(random: Random): Asked {
  const step = between(2, 15, random);
  const rising = random() < 0.6;
  const by = rising ? step : -step;
  const first = rising ? between(1, 60, random) : between(4 * step + 1, 4 * step + 60, random);
  const [, second, , last] = [0, 1, 2, 3].map((i) => first + i * by) as [number, number, number, number];
  const sign = rising ? '+' : '-';
  return computed(
    { s: [0, 1, 2, 3].map((i) => first + i * by).join(', ') },
    last + by,
    [last + 1, last - by, last + 2 * by, last + first, step],
    [
      rising ? `${second} - ${first} = ${step}` : `${first} - ${second} = ${step}`,
      `${last} ${sign} ${step} = ${last + by}`,
    ],
    `${last} ${sign} ${step}`,
    random,
  );
}

function multiplied(random: Random): Asked {
  const [first, by] = [between(1, 7, random), between(2, 4, random)];
  const terms = [0, 1, 2, 3].map((i) => first * by ** i) as [number, number, number, number];
  const last = terms[3];
  return computed(
    { s: terms.join(', ') },
    last * by,
    [last + 1, 2 * last - terms[2], last + by, last * (by + 1), last + first],
    [`${terms[1]} / ${first} = ${by}`, `${last} * ${by} = ${last * by}`],
    `${last} * ${by}`,
    random,
  );
}

function divisible(random: Random): Asked {
  const k = between(3, 12, random);
  const near = between(4, 15, random);
  const right = k * near;
  const wrong = new Set<number>();
  while (wrong.size < 4) {
    const value = between(Math.max(2, right - 25), right + 25, random);
    if (value % k !== 0) wrong.add(value);
  }
  return {
    values: { k },
    right: String(right),
    wrong: [...wrong].map(String),
    solve: (options) => ({
      steps: options
        .slice(0, options.indexOf(String(right)) + 1)
        .map((value) => `${value} % ${k} = ${Number(value) % k}`),
      code: [`v = [${options.join(', ')}]`, `x = [n for n in v if n % ${k} == 0][0]`, 'return "ABCDE"[v.index(x)]'],
    }),
  };
}

/** Options that are small terms, of values not far from each other. */
function compared(which: 'largest' | 'smallest', random: Random): Asked {
  const middle = between(20, 80, random);
  const values = new Set<number>();
  while (values.size < 5) values.add(between(middle - 16, middle + 16, random));
  const sorted = [...values].toSorted((a, b) => (which === 'largest' ? b - a : a - b));
  const terms = new Map(sorted.map((value) => [termOf(value, random), value]));
  const [right, ...wrong] = [...terms.keys()] as [string, ...string[]];
  return {
    values: {},
    right,
    wrong,
    solve: (options) => ({
      steps: [options.map((term, i) => `${LETTERS[i]} ${terms.get(term)}`).join(', '), `${which} ${sorted[0]}`],
      code: [`v = [${options.join(', ')}]`, `return "ABCDE"[v.index(${which === 'largest' ? 'max' : 'min'}(v))]`],
    }),
  };
}

function termOf(value: number, random: Random): string {
  const factors = [2, 3, 4, 5, 6, 7, 8, 9].filter((factor) => value % factor === 0 && value / factor > 1);
  if (factors.length > 0 && random() < 0.5) {
    const factor = pick(factors, random);
    return `${factor} * ${value / factor}`;
  }
  const other = between(1, Math.min(40, value - 1), random);
  return random() < 0.5 ? `${value - other} + ${other}` : `${value + other} - ${other}`;
}

function clock(minute: number): string {
  return `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
}

function minutes(minute: number): string {
  return `${Math.floor(minute / 60)} * 60 + ${minute % 60}`;
}
