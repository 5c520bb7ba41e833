import { elementAt } from '../../base/lists.ts';
import { type Random, between, pick, shuffled } from '../../base/random.ts';
import type { PocketFamily, Writer } from './contract.ts';
import {
  ASIDES,
  FACTS,
  PAIRS,
  QUESTIONS,
  type QuestionKind,
  SHORT_FACTS,
  SIDE_FACTS,
  TOWNS,
  VERBS,
  WHO,
} from './passage-sentences.ts';
import { NAMES } from './words/names.ts';
import { THINGS } from './words/things.ts';

interface Fact {
  name: string;
  count: number;
}

interface Solved {
  answer: number | string;
  /** Slots of the question beside the verb and the things. */
  values?: Record<string, string | number>;
  steps: string[];
  code: string[];
  wrong: (number | string)[];
}

type Scene = 'people' | 'towns';
type Words = Readonly<Record<'T' | 'did' | 'do', string>>;

/** A passage of facts with numbers, and a question about some of them. */
export const pocketPassage: PocketFamily = {
  name: 'pocket-passage',
  kind: 'answer',
  metric: 'accuracy',
  mirrors: 'DROP',
  description:
    'A short passage says who did how many things. Asked is a sum, a difference, the largest or smallest ' +
    'number, a count, or who had most or fewest. The answer is one whole number or one name.',
  // Numbers as numbers, names without regard to case and punctuation.
  scorer: { name: 'gaia' },
  problem: (write, random) => {
    const scene = pick(['people', 'people', 'towns'] as const, random);
    const [did = '', base = ''] = write.word(VERBS).split('/');
    const words: Words = { T: write.word(THINGS), did, do: base };
    const facts = makeFacts(scene, write, random);
    const kind = pick(KINDS, random);
    const { answer, values, steps, code, wrong } = SOLVE[kind](facts, random);
    const question = write.say(kind === 'most' || kind === 'fewest' ? WHO[kind][scene] : QUESTIONS[kind], {
      ...words,
      ...values,
    });
    return {
      input: [...passage(facts, scene, words, write, random), question].join(' '),
      answer: String(answer),
      steps,
      code,
      mistakes: [...new Set(wrong.map(String))].filter((text) => text !== String(answer) && !text.startsWith('-')),
    };
  },
};

/** Numbers of about the same size, no two alike. */
function makeFacts(scene: Scene, write: Writer, random: Random): Fact[] {
  const size = pick([3, 3, 4, 4, 5, 6], random);
  const most = pick([12, 20, 20, 99, 99, 999], random);
  const counts = new Set<number>();
  while (counts.size < size) counts.add(between(2, most, random));
  return [...counts].map((count) => ({ name: write.word(scene === 'people' ? NAMES : TOWNS), count }));
}

/**
 * The first sentence names the things; later ones may leave them out. A number that is no fact stands in some passages.
 */
function passage(facts: readonly Fact[], scene: Scene, words: Words, write: Writer, random: Random): string[] {
  const sentences: string[] = [];
  const other = () => ({ year: between(1900, 2029, random), age: between(6, 80, random) });
  for (let i = 0; i < facts.length; i++) {
    const { name: N, count: a } = elementAt(facts, i);
    const next = facts[i + 1];
    if (next !== undefined && random() < 0.35) {
      sentences.push(write.say(PAIRS, { ...words, N, a, M: next.name, b: next.count }));
      i++;
    } else {
      const frames = pick(i === 0 ? [FACTS] : [FACTS, FACTS, SHORT_FACTS, SHORT_FACTS, SIDE_FACTS[scene]], random);
      sentences.push(write.say(frames, { ...words, ...other(), N, a }));
    }
  }
  if (random() < 0.4)
    sentences.splice(
      between(0, sentences.length, random),
      0,
      write.say(ASIDES[scene], { ...other(), N: pick(facts, random).name }),
    );
  return sentences;
}

const SOLVE: Readonly<Record<QuestionKind | 'most' | 'fewest', (facts: readonly Fact[], random: Random) => Solved>> = {
  total: (facts) => {
    const counts = countsOf(facts);
    const sum = counts.reduce((total, count) => total + count, 0);
    return {
      answer: sum,
      steps: [listed(facts), ...additions(counts)],
      code: [vector(facts), 'return sum(v)'],
      wrong: [...counts.map((count) => sum - count), sum + 1, sum - 1, sum + 10, sum - 10],
    };
  },
  pair: (facts, random) => {
    const [one, two] = twoOf(facts, random);
    const sum = one.count + two.count;
    return {
      answer: sum,
      values: { N: one.name, M: two.name },
      steps: [listed([one, two]), ...additions([one.count, two.count])],
      code: [`return ${one.count} + ${two.count}`],
      wrong: [
        ...countsOf(facts),
        ...facts.filter((fact) => fact !== two).map((fact) => fact.count + two.count),
        sum + 1,
        sum - 10,
      ],
    };
  },
  difference: (facts, random) => {
    const [more, less] = bySize(twoOf(facts, random)).toReversed() as [Fact, Fact];
    const difference = more.count - less.count;
    return {
      answer: difference,
      values: { N: more.name, M: less.name },
      steps: [listed([more, less]), `${more.count} - ${less.count} = ${difference}`],
      code: [`return ${more.count} - ${less.count}`],
      wrong: [...countsOf(facts), more.count + less.count, difference + 1, difference - 1, difference + 10],
    };
  },
  largest: (facts) => extreme('largest', facts),
  smallest: (facts) => extreme('smallest', facts),
  above: (facts, random) => {
    const counts = countsOf(facts);
    const sorted = counts.toSorted((a, b) => a - b);
    const i = between(0, sorted.length - 2, random);
    const k = between(elementAt(sorted, i), elementAt(sorted, i + 1) - 1, random);
    const over = counts.filter((count) => count > k);
    return {
      answer: over.length,
      values: { k },
      steps: [listed(facts), `above ${k}: ${over.join(', ')}`, `count ${over.length}`],
      code: [vector(facts), `return sum(n > ${k} for n in v)`],
      wrong: [over.length + 1, over.length - 1, facts.length - over.length, facts.length, ...over.slice(0, 1)],
    };
  },
  most: (facts) => who('largest', facts),
  fewest: (facts) => who('smallest', facts),
};

const KINDS = Object.keys(SOLVE) as (keyof typeof SOLVE)[];

function extreme(which: 'largest' | 'smallest', facts: readonly Fact[]): Solved {
  const { count } = extremeOf(which, facts);
  return {
    answer: count,
    steps: [listed(facts), `${which} ${count}`],
    code: [vector(facts), `return ${which === 'largest' ? 'max' : 'min'}(v)`],
    wrong: [...countsOf(facts), count + 1],
  };
}

function who(which: 'largest' | 'smallest', facts: readonly Fact[]): Solved {
  const { name, count } = extremeOf(which, facts);
  return {
    answer: name,
    steps: [listed(facts), `${which} ${count}`, `${count} is ${name}`],
    code: [
      `d = {${facts.map((fact) => `"${fact.name}": ${fact.count}`).join(', ')}}`,
      `return ${which === 'largest' ? 'max' : 'min'}(d, key=d.get)`,
    ],
    wrong: facts.map((fact) => fact.name),
  };
}

function extremeOf(which: 'largest' | 'smallest', facts: readonly Fact[]): Fact {
  return elementAt(bySize(facts), which === 'largest' ? -1 : 0);
}

function bySize(facts: readonly Fact[]): Fact[] {
  return facts.toSorted((a, b) => a.count - b.count);
}

function twoOf(facts: readonly Fact[], random: Random): [Fact, Fact] {
  return shuffled(facts, random).slice(0, 2) as [Fact, Fact];
}

function countsOf(facts: readonly Fact[]): number[] {
  return facts.map((fact) => fact.count);
}

function listed(facts: readonly Fact[]): string {
  return facts.map(({ name, count }) => `${name} ${count}`).join(', ');
}

function vector(facts: readonly Fact[]): string {
  return `v = [${countsOf(facts).join(', ')}]`;
}

function additions([first = 0, ...rest]: readonly number[]): string[] {
  let sum = first;
  return rest.map((count) => `${sum} + ${count} = ${(sum += count)}`);
}
