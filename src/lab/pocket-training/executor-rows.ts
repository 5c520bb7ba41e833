import { first } from '../../base/lists.ts';
import type { Message } from '../../model/contract.ts';
import { type Random, between, pick, seededRandom } from '../../base/random.ts';
import type { TrainingRow } from '../../rlao/index.ts';
import {
  type PocketFamily,
  type PocketProblem,
  createWriter,
  invented,
  capitalised,
  magnitude,
  makeStory,
  stepsOf,
} from '../../providers/pocket-tasks/index.ts';
import { systemMessage } from '../../workflow/index.ts';
import { type AnswerStyle, WORDINGS } from './wording.ts';

/**
 * How often each style is shown for a problem. Other languages are mostly translated and rarely solved, as in models
 * that read far more English, so that translating first pays off.
 */
const SHARES: Readonly<Record<'answer' | 'foreign' | 'code', Partial<Record<AnswerStyle, number>>>> = {
  answer: { direct: 0.8, steps: 1.4, code: 1.4, check: 0.4 },
  foreign: { direct: 0.15, steps: 0.1, code: 0.1, check: 0.1, translate: 1.6 },
  code: { code: 2.6, steps: 0.4, check: 0.3 },
};

export interface ExecutorRowsOptions {
  families: readonly PocketFamily[];
  /** Weight of each family's problems, relative to the others. @default 1 for all */
  shares?: Readonly<Record<string, number>>;
  /** Number of problems, from the seed's number `from` on. @default from 0 */
  count: number;
  from?: number;
  seed: number;
}

/**
 * Training rows of a pocket executor: problems of the pre-training split, each answered in several styles, and
 * arithmetic drills.
 */
export function* executorRows({
  families,
  shares = {},
  count,
  from = 0,
  seed,
}: ExecutorRowsOptions): Generator<TrainingRow> {
  const total = families.reduce((sum, { name }) => sum + (shares[name] ?? 1), 0);
  for (let i = from; i < from + count; i++) {
    const random = seededRandom('pocket-executor', seed, i);
    let draw = random() * total;
    const family = families.find(({ name }) => (draw -= shares[name] ?? 1) < 0) ?? first(families);
    const problem = family.problem(createWriter('pretraining', random), random);
    yield* rowsOfProblem(family, problem, `p${i}`, random);
    yield row(`d${i}`, 0, 'drill', sheet(random));
    yield row(`c${i}`, 0, 'drill', chain(random));
    if (random() < COPIES) yield row(`w${i}`, 0, 'drill', copying(random));
  }
}

function* rowsOfProblem(
  family: PocketFamily,
  problem: PocketProblem,
  id: string,
  random: Random,
): Generator<TrainingRow> {
  const frame = pick(WORDINGS.direct.frames, random);
  let slot = 0;
  for (const [style, share] of Object.entries(sharesOf(family, problem)) as [AnswerStyle, number][]) {
    const count = Math.floor(share) + (random() < share % 1 ? 1 : 0);
    for (let c = 0; c < count; c++)
      yield row(id, slot++, family.name, ask(problem, style, family.kind === 'code', frame, random));
  }
  yield row(
    id,
    slot,
    'drill',
    reading(
      frame.replace('{task}', () => problem.input),
      random,
    ),
  );
}

function sharesOf({ kind }: PocketFamily, { english }: PocketProblem) {
  if (kind === 'code') return SHARES.code;
  return english === undefined ? SHARES.answer : SHARES.foreign;
}

interface Exchange {
  messages: Message[];
  completion: string;
}

function row(episode: string, slot: number, task: string, { messages, completion }: Exchange): TrainingRow {
  return {
    version: 1,
    id: `${episode}s${slot}`,
    episode,
    state: episode,
    task,
    turn: 1,
    slot,
    kind: 'action',
    messages,
    completion,
    finish: 'stop',
    tokens: null,
    reward: 0,
    weight: 1,
  };
}

/** A question in one style and its answer. Most share the frame of their problem, so that they share a prefix. */
function ask(problem: PocketProblem, style: AnswerStyle, isCode: boolean, shared: string, random: Random): Exchange {
  const { roles, instructions, keys, frames } = WORDINGS[style];
  const proposed = random() < 0.5 ? problem.answer : pick(problem.mistakes, random);
  const frame = style === 'check' || random() < 0.25 ? pick(frames, random) : shared;
  const content = frame.replace('{answer}', () => proposed).replace('{task}', () => problem.input);
  const role =
    random() < 0.15
      ? pick(WORDINGS[pick(['direct', 'steps', 'code'] as const, random)].roles, random)
      : pick(roles, random);
  const asked = style === 'check' || random() < 0.72 ? pick(keys, random) : undefined;
  const named = asked !== undefined && style === 'steps' && random() < 0.08 ? asked.toReversed() : asked;
  const instruction = pick(asked === undefined ? instructions.filter((text) => text !== '') : instructions, random);
  const verdict = proposed === problem.answer ? 'yes' : 'no';
  const answer = style === 'check' ? verdict : valueOf(problem, style, isCode);
  return {
    messages: [systemMessage({ role, instructions: instruction, keys: named }), { role: 'user', content }],
    completion: named === undefined ? freeText(problem, style, isCode) : inKeys(named, asked?.at(-1), answer, problem),
  };
}

function inKeys(
  keys: readonly string[],
  answerKey: string | undefined,
  answer: string,
  { steps }: PocketProblem,
): string {
  const pairs = keys.map((key) => {
    const value = key === answerKey ? answer : steps.join('; ');
    return `${JSON.stringify(key)}: ${JSON.stringify(value)}`;
  });
  return `{${pairs.join(', ')}}`;
}

function freeText(problem: PocketProblem, style: AnswerStyle, isCode: boolean): string {
  if (style === 'code') return `\`\`\`python\n${programOf(problem, isCode)}\n\`\`\``;
  if (style === 'steps')
    return isCode
      ? `${problem.steps.join('\n')}\n\`\`\`python\n${problem.answer}\n\`\`\``
      : `${problem.steps.join('\n')}\nAnswer: ${problem.answer}`;
  return valueOf(problem, style, isCode);
}

function valueOf(problem: PocketProblem, style: AnswerStyle, isCode: boolean): string {
  if (style === 'code') return programOf(problem, isCode);
  return style === 'translate' ? problem.english! : problem.answer;
}

function programOf({ code }: PocketProblem, isCode: boolean): string {
  // Single quotes need no escaping inside JSON.
  const lines = code.map((line) => (line.includes("'") ? line : line.replaceAll('"', "'")));
  return isCode ? lines.join('\n') : ['def solution():', ...lines.map((line) => `    ${line}`)].join('\n');
}

/** Copying out of a problem: every style begins with it, and it is learned much sooner in isolation. */
function reading(content: string, random: Random): Exchange {
  const numbers = content.match(/\d+/g) ?? [];
  const sentences = content.split(/(?<=[.?]) /);
  const isList = random() < 0.6 && numbers.length > 0;
  const completion = isList ? numbers.join(', ') : pick(sentences, random);
  const first = completion.split(' ').slice(0, 2).join(' ');
  const instructions = isList ? 'List the numbers.' : `Repeat what begins with: ${first}`;
  return { messages: [systemMessage({ role: 'reader', instructions }), { role: 'user', content }], completion };
}

/** Made-up words repeated verbatim, in order or after one of them: only copying gives the answer. */
function copying(random: Random): Exchange {
  const words = invented(random, between(3, 5, random), ['', '', 's', 'er', 'ing', 'ion']).map((word) => {
    if (random() < 0.4) return capitalised(word);
    return random() < 0.2 ? [word, ...invented(random, 1, [''])].join('_') : word;
  });
  const separator = pick([' ', ', ', '; ', '\n', '(', '` `'], random);
  const content = words.join(separator);
  if (random() < 0.5)
    return {
      messages: [systemMessage({ role: 'reader', instructions: 'Repeat.' }), { role: 'user', content }],
      completion: content,
    };
  const [before, ...rest] = words.slice(between(0, words.length - 2, random));
  return {
    messages: [systemMessage({ role: 'reader', instructions: `Go on after ${before}` }), { role: 'user', content }],
    completion: rest.join(pick([' ', ', '], random)),
  };
}

/** Bare sums in the form of worked steps: many for few tokens. */
function sheet(random: Random): Exchange {
  const sums = Array.from({ length: SHEET }, () => sum(random));
  return {
    messages: [{ role: 'user', content: sums.map(([text]) => text).join('\n') }],
    completion: sums.map(([text, value]) => `${text} = ${value}`).join(pick(['\n', '; '], random)),
  };
}

const SHEET = 5;
const COPIES = 0.5;

function sum(random: Random): [text: string, value: number] {
  const [a, b] = [magnitude(random), magnitude(random)];
  const small = between(2, 10, random);
  return pick(
    [
      [`${a} + ${b}`, a + b],
      [`${a + b} - ${b}`, a],
      [`${Math.min(a, 999)} * ${small}`, Math.min(a, 999) * small],
      [`${Math.min(a, 999) * small} / ${small}`, Math.min(a, 999)],
    ],
    random,
  );
}

/** A story without words, told in steps or, as mental arithmetic, only by its end. */
function chain(random: Random): Exchange {
  const story = makeStory(pick([1, 2, 2, 3], random), ['add', 'subtract', 'times', 'share', 'half'], random);
  const signs: Readonly<Record<string, string>> = { add: '+', subtract: '-', times: '*' };
  const content = [
    story.start,
    ...story.events.map(({ operation, numbers }) => `${signs[operation] ?? '/'} ${numbers.b ?? 2}`),
  ].join(', ');
  return random() < 0.3
    ? { messages: [{ role: 'user', content: `Steps: ${content}` }], completion: stepsOf(story).join('; ') }
    : { messages: [{ role: 'user', content }], completion: String(story.total) };
}
