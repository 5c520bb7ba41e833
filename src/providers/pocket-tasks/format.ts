import { elementAt } from '../../base/lists.ts';
import { type Random, between, pick, shuffled } from '../../base/random.ts';
import type { PocketFamily, PocketProblem, Writer } from './contract.ts';
import { DEMANDS } from './format-demands.ts';
import { type Reckoning, counting, duration, measure, money, share } from './format-reckoning.ts';
import { ACTIVITIES, QUESTIONS, STORIES, UNITS } from './format-sentences.ts';
import { NAMES } from './words/names.ts';
import { THINGS } from './words/things.ts';

/** Small reckonings whose answer counts only in the form asked for. */
export const pocketFormat: PocketFamily = {
  name: 'pocket-format',
  kind: 'answer',
  metric: 'accuracy',
  mirrors: 'answer-form demands of MMLU-Pro, GAIA and DROP',
  description:
    'A short computation whose answer must be written in the form that the text demands: ' +
    'decimals, rounding, unit, order, separators. Only the exact text counts.',
  scorer: { name: 'exact' },
  problem: (write, random) => {
    const form = pick([...FORM_NAMES, 'sorted', 'sorted'] as const, random);
    return form === 'sorted' ? sortedProblem(write, random) : numberProblem(form, write, random);
  },
};

interface Form {
  reckon(random: Random): Reckoning;
  text(value: number, details: Details): string;
  /** The last statement; `x` holds the value. */
  python(details: Details): string;
  /** The right value in forms that were not asked for. */
  others(value: number, details: Details): string[];
}

interface Details {
  unit: string;
  digits: number;
}

const FORMS = {
  decimals: {
    reckon: money,
    text: (x) => x.toFixed(2),
    python: () => 'return f"{x:.2f}"',
    others: (x) => [x.toFixed(1), x.toFixed(3), x.toFixed(0), `$${x.toFixed(2)}`],
  },
  ten: {
    reckon: (random) => roundable(() => counting(21, 999, random), 10),
    text: (x) => String(Math.round(x / 10) * 10),
    python: () => 'return str(round(x, -1))',
    others: (x) => [
      String(x),
      String(Math.floor(x / 10) * 10),
      String(Math.ceil(x / 10) * 10),
      String(Math.round(x / 100) * 100),
    ],
  },
  hundred: {
    reckon: (random) => roundable(() => counting(120, 2_999, random), 100),
    text: (x) => String(Math.round(x / 100) * 100),
    python: () => 'return str(round(x, -2))',
    others: (x) => [
      String(x),
      String(Math.floor(x / 100) * 100),
      String(Math.ceil(x / 100) * 100),
      String(Math.round(x / 10) * 10),
    ],
  },
  unit: {
    reckon: measure,
    text: (x, { unit }) => `${x} ${unit}`,
    python: ({ unit }) => `return f"{x} ${unit}"`,
    others: (x, { unit }) => [String(x), `${unit} ${x}`, `${x}${unit}`],
  },
  thousands: {
    reckon: (random) => counting(1_000, 9_999, random),
    text: (x) => x.toLocaleString('en-US'),
    python: () => 'return f"{x:,}"',
    others: (x) => [
      String(x),
      x.toLocaleString('en-US').replace(',', '.'),
      x.toLocaleString('en-US').replace(',', ' '),
    ],
  },
  percent: {
    reckon: share,
    text: (x) => `${x.toFixed(1)}%`,
    python: () => 'return f"{x:.1f}%"',
    others: (x) => [x.toFixed(1), `${x.toFixed(0)}%`, `${x.toFixed(2)}%`, `${(x / 100).toFixed(3)}`],
  },
  padded: {
    reckon: (random) => counting(4, 900, random),
    text: (x, { digits }) => String(x).padStart(digits, '0'),
    python: ({ digits }) => `return f"{x:0${digits}d}"`,
    others: (x, { digits }) => [String(x), String(x).padStart(digits + 1, '0'), String(x).padEnd(digits, '0')],
  },
  clock: {
    reckon: duration,
    text: clock,
    python: () => 'return f"{x // 60}:{x % 60:02d}"',
    others: (x) => [
      String(x),
      `${Math.floor(x / 60)} h ${x % 60} min`,
      `0${clock(x)}`,
      `${Math.floor(x / 60)}.${String(x % 60).padStart(2, '0')}`,
    ],
  },
} satisfies Record<string, Form>;

const FORM_NAMES = Object.keys(FORMS) as (keyof typeof FORMS)[];

function numberProblem(name: keyof typeof FORMS, write: Writer, random: Random): PocketProblem {
  const form: Form = FORMS[name];
  const { story, question, numbers, value, steps, code, slips } = form.reckon(random);
  const details = { unit: write.word(UNITS), digits: String(value).length + between(1, 2, random) };
  const values = {
    ...numbers,
    N: write.word(NAMES),
    M: write.word(NAMES),
    T: write.word(THINGS),
    V: write.word(ACTIVITIES),
    U: details.unit,
    d: details.digits,
  };
  const answer = form.text(value, details);
  return {
    input: [
      write.say(STORIES[story], values),
      write.say(QUESTIONS[question], values),
      write.say(DEMANDS[name], values),
    ].join(' '),
    answer,
    steps: [...steps, answer],
    code: [...code, form.python(details)],
    mistakes: mistakesOf(
      answer,
      form.others(value, details),
      slips.filter((slip) => slip > 0).map((slip) => form.text(slip, details)),
      random,
    ),
  };
}

/** `text` is how the text names it. */
const JOINERS = [
  { text: ['a comma and a space', 'comma and space'], joiner: ', ' },
  { text: ['a semicolon', '";"'], joiner: ';' },
  { text: ['a semicolon and a space', 'semicolon and space'], joiner: '; ' },
  { text: ['a hyphen', '"-"'], joiner: '-' },
  { text: ['a slash', '"/"'], joiner: '/' },
];

const ORDERS = {
  rising: { text: ['ascending', 'from smallest to largest', 'in ascending order'], argument: '', sign: ' < ' },
  falling: {
    text: ['descending', 'from largest to smallest', 'in descending order'],
    argument: ', reverse=True',
    sign: ' > ',
  },
};

function sortedProblem(write: Writer, random: Random): PocketProblem {
  const order = pick(['rising', 'falling'] as const, random);
  const { text, argument, sign } = ORDERS[order];
  const { text: joinerText, joiner } = pick([...JOINERS, { text: [`"${sign}"`], joiner: sign }], random);
  const numbers = unsorted(random);
  const k = between(2, 20, random);
  const change = pick([undefined, undefined, 'doubled', 'increased'] as const, random);
  const { changed, operation } = changedNumbers(numbers, change, k);
  const rising = changed.toSorted((a, b) => a - b);
  const falling = rising.toReversed();
  const right = order === 'rising' ? rising : falling;
  const answer = right.join(joiner);
  const sentences = [
    write.say(STORIES.numbers, { N: write.word(NAMES), L: numbers.join(', ') }),
    ...(change ? [write.say(STORIES[change], { k })] : []),
    write.say(DEMANDS.sorted, { O: pick(text, random), J: pick(joinerText, random) }),
  ];
  return {
    input: sentences.join(' '),
    answer,
    steps: [...(change ? numbers.map((x, at) => `${x} ${operation} = ${changed[at]}`) : []), answer],
    code: [
      `x = [${numbers.join(', ')}]`,
      ...(change ? [`x = [x ${operation} for x in x]`] : []),
      `x = sorted(x${argument})`,
      `return "${joiner}".join(map(str, x))`,
    ],
    mistakes: mistakesOf(
      answer,
      [
        (order === 'rising' ? falling : rising).join(joiner),
        changed.join(joiner),
        `[${right.join(', ')}]`,
        right.join(' '),
      ],
      [right.slice(1).join(joiner), right.toSorted().join(joiner)],
      random,
    ),
  };
}

/** The numbers after the story's change, and the change as it is written behind a number. */
function changedNumbers(
  numbers: readonly number[],
  change: 'doubled' | 'increased' | undefined,
  k: number,
): { changed: number[]; operation: string } {
  if (change === 'doubled') return { changed: numbers.map((x) => x * 2), operation: '* 2' };
  if (change === 'increased') return { changed: numbers.map((x) => x + k), operation: `+ ${k}` };
  return { changed: [...numbers], operation: '' };
}

/** Three to five different numbers, not in either order. */
function unsorted(random: Random): number[] {
  const most = pick([30, 99, 99, 300], random);
  const numbers = [...new Set(Array.from({ length: between(3, 5, random) }, () => between(2, most, random)))];
  const signs = new Set(numbers.slice(1).map((x, at) => Math.sign(x - elementAt(numbers, at))));
  return numbers.length < 3 || signs.size < 2 ? unsorted(random) : numbers;
}

/** A value that has to be rounded, and not from half-way. */
function roundable(reckon: () => Reckoning, step: number): Reckoning {
  const reckoning = reckon();
  return reckoning.value % (step / 2) === 0 ? roundable(reckon, step) : reckoning;
}

function clock(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}

function mistakesOf(answer: string, forms: readonly string[], slips: readonly string[], random: Random): string[] {
  const wrong = (texts: readonly string[]) =>
    shuffled(
      [...new Set(texts)].filter((text) => text !== answer),
      random,
    ).slice(0, 2);
  return [...new Set([...wrong(forms), ...wrong(slips)])];
}
