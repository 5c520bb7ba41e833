import { elementAt } from '../../base/lists.ts';
import type { Json } from '../../base/json.ts';
import { type Random, between, pick, shuffled } from '../../base/random.ts';
import {
  CHANGES,
  FILTERS,
  type ListSpec,
  REDUCTIONS,
  drawListSpec,
  drawNumbers,
  listNeighbours,
  listProgram,
} from './code-lists.ts';
import {
  CHANGE,
  CHANGED,
  ENDS,
  EXAMPLES,
  HEADS,
  JOINED,
  KEEP,
  KEPT,
  LISTS,
  NOUNS,
  RESULTS,
  TAKE,
  TASKS,
  TEXTS,
  TEXT_ITSELF,
  VERBS,
  WHOLE,
} from './code-sentences.ts';
import { type TextSpec, drawTextSpec, termOf, textNeighbours, textProgram } from './code-strings.ts';
import { type Program, assertion, literal, resultOf, tellingInputs } from './code-tests.ts';
import type { PocketFamily, PocketProblem, Writer } from './contract.ts';
import { capitalised } from './words/text.ts';
import { THINGS } from './words/things.ts';

/** Python functions of one line, on a list of whole numbers or on text. */
export const pocketCode: PocketFamily = {
  name: 'pocket-code',
  kind: 'code',
  metric: 'pass@1',
  mirrors: 'MBPP, HumanEval',
  description:
    'A short description of a Python function with an example call. The answer is the whole function, which ' +
    'must pass hidden tests.',
  scorer: { name: 'unit-tests', timeoutMs: 10_000 },
  problem: (write, random) => (random() < 0.7 ? listProblem(write, random) : textProblem(write, random)),
};

const [PUBLIC, HIDDEN] = [2, 5];

function listProblem(write: Writer, random: Random): PocketProblem {
  const argument = write.word(LISTS);
  const { spec, program, others, inputs } = untilTelling(() => {
    const spec = drawListSpec(random);
    return {
      spec,
      program: listProgram(spec, argument),
      others: listNeighbours(spec).map((other) => listProgram(other, argument)),
      draw: () => drawNumbers(spec, random),
    };
  });
  return problemOf({
    write,
    random,
    argument,
    program,
    others,
    inputs,
    told: (name) => listText(spec, name, argument, write, random),
  });
}

function textProblem(write: Writer, random: Random): PocketProblem {
  const words = Array.from({ length: 14 }, () => write.word(THINGS));
  const [text, list] = [write.word(TEXTS), write.word(LISTS)];
  const { argument, spec, program, others, inputs } = untilTelling(() => {
    const spec = drawTextSpec(random);
    const argument = spec.joiner === undefined ? text : list;
    const draw = () => {
      const some = shuffled(words, random);
      return spec.joiner === undefined
        ? some.slice(0, pick([1, 1, 2], random)).join(' ')
        : some.slice(0, between(2, 3, random));
    };
    return {
      argument,
      spec,
      program: textProgram(spec, argument),
      others: textNeighbours(spec, random).map((other) => textProgram(other, argument)),
      draw,
    };
  });
  return problemOf({
    write,
    random,
    argument,
    program,
    others,
    inputs,
    told: (name) => textText(spec, name, argument, write, random),
  });
}

interface Draft<Input extends Json> {
  program: Program<Input>;
  others: Program<Input>[];
  draw(): Input;
}

/**
 * Draws functions until the tests can tell one from all its neighbours;
 * those with a part that has no effect are passed over.
 */
function untilTelling<Input extends Json, D extends Draft<Input>>(
  draft: () => D & Draft<Input>,
): D & { inputs: Input[] } {
  for (;;) {
    const drawn = draft();
    const hidden = tellingInputs(drawn.program, drawn.others, HIDDEN, () => drawn.draw());
    const shown = hidden && tellingInputs(drawn.program, drawn.others.slice(0, 1), PUBLIC, () => drawn.draw());
    if (shown) return { ...drawn, inputs: [...shown, ...hidden] };
  }
}

interface Parts<Input extends Json> {
  write: Writer;
  random: Random;
  argument: string;
  program: Program<Input>;
  others: readonly Program<Input>[];
  inputs: readonly Input[];
  told(name: string): string;
}

function problemOf<Input extends Json>({
  write,
  random,
  argument,
  program,
  others,
  inputs,
  told,
}: Parts<Input>): PocketProblem {
  const name = `${write.word(VERBS)}_${write.word(NOUNS)}`;
  const code = ({ expression }: Program<Input>) => [`def ${name}(${argument}):`, `    return ${expression}`];
  const tests = inputs.map((input) => assertion(name, program, input));
  const shown = elementAt(inputs, 0);
  const example = write.say(EXAMPLES, { c: `${name}(${literal(shown)})`, v: literal(resultOf(program, shown)) });
  return {
    input: `${told(name)} ${example}`,
    answer: code(program).join('\n'),
    steps: [program.step],
    code: code(program),
    mistakes: shuffled(others, random)
      .slice(0, 3)
      .map((other) => code(other).join('\n')),
    entryPoint: name,
    publicTests: tests.slice(0, PUBLIC),
    hiddenTests: tests.slice(PUBLIC).join('\n'),
  };
}

/** The list function as one sentence or step by step. */
function listText(
  { filter, k, change, m, reduction }: ListSpec,
  name: string,
  argument: string,
  write: Writer,
  random: Random,
): string {
  const P = filter && pick(FILTERS[filter].terms, random).replace('{k}', String(k));
  const N = pick(REDUCTIONS[reduction].terms, random);
  const values = { f: name, a: argument, K: 'a list of numbers', N, P: P ?? '' };
  const term = (terms: readonly string[]) => pick(terms, random).replace('{k}', String(m));
  const isShort = filter === undefined && change === undefined;
  if (isShort || random() < 0.6) {
    const kept = write.say(filter ? KEPT : WHOLE, values);
    const changed = change ? write.say(CHANGED, { X: kept, M: term(CHANGES[change].terms) }) : kept;
    return write.say(TASKS, { ...values, R: write.say(RESULTS, { N, X: changed }) });
  }
  return [
    write.say(HEADS, values),
    ...(filter ? [write.say(KEEP, values)] : []),
    ...(change
      ? [capitalised(write.say(CHANGE, { M: term(CHANGES[change].terms), I: term(CHANGES[change].orders) }))]
      : []),
    write.say(ENDS, { N }),
  ].join(' ');
}

/** The text function as one sentence, or in two steps. */
function textText(
  { joiner, operations }: TextSpec,
  name: string,
  argument: string,
  write: Writer,
  random: Random,
): string {
  const values = { f: name, a: argument, K: joiner === undefined ? 'a text' : 'a list of words', s: joiner ?? '' };
  const start = write.say(joiner === undefined ? TEXT_ITSELF : JOINED, values);
  const terms = operations.map((operation) => termOf(operation, random));
  const nested = (some: readonly string[]) => some.reduce((X, N) => write.say(RESULTS, { N, X }), start);
  const steps = terms.length + (joiner === undefined ? 0 : 1);
  if (steps < 2 || random() < 0.5) return write.say(TASKS, { ...values, R: nested(terms) });
  return [
    write.say(HEADS, values),
    write.say(TAKE, { X: nested(terms.slice(0, -1)) }),
    write.say(ENDS, { N: elementAt(terms, -1) }),
  ].join(' ');
}
