import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../base/random.ts';
import type { TrainingRow } from '../../rlao/index.ts';
import {
  POCKET_FAMILIES,
  type PocketFamily,
  type PocketProblem,
  createWriter,
} from '../../providers/pocket-tasks/index.ts';
import { POCKET_LISTS } from '../../providers/pocket-tasks/lists.ts';
import { executorRows } from './executor-rows.ts';
import { type AnswerStyle, WORDINGS } from './wording.ts';

const PROBLEMS = 150;
const SEED = 3;
/** Rows of a problem in each style, by the kind of its family. */
const SHARES: Record<string, Partial<Record<AnswerStyle, number>>> = {
  answer: { direct: 0.8, steps: 1.4, code: 1.4, check: 0.4 },
  foreign: { direct: 0.15, steps: 0.1, code: 0.1, check: 0.1, translate: 1.6 },
  code: { code: 2.6, steps: 0.4, check: 0.3 },
};

interface Taught {
  row: TrainingRow;
  problem: PocketProblem;
  style: AnswerStyle;
  /** As the system message names them; `undefined` for free text. */
  keys: string[] | undefined;
  /** What is given as the answer, out of its JSON, its fence or its last line. */
  given: string;
  /** The worked steps, where there are any. */
  steps: string[];
}

const rowsOf = (families: readonly PocketFamily[], seed: number) => [
  ...executorRows({ families, count: PROBLEMS, seed }),
];
const all = rowsOf(POCKET_FAMILIES, SEED);

test('rows are the same for the same seed and others for another', () => {
  expect(rowsOf(POCKET_FAMILIES, SEED)).toEqual(all);
  const others = new Set(rowsOf(POCKET_FAMILIES, SEED + 1).map(({ messages }) => JSON.stringify(messages)));
  expect(all.filter(({ task, messages }) => task !== 'drill' && others.has(JSON.stringify(messages)))).toEqual([]);
});

test('a later round goes on where the first ended', () => {
  const part = (from: number, count: number) => [
    ...executorRows({ families: POCKET_FAMILIES, from, count, seed: SEED }),
  ];
  expect([...part(0, 12), ...part(12, 8)]).toEqual(part(0, 20));
});

test('rows are what the trainer reads, each with an id of its own', () => {
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  for (const row of all) {
    expect(row).toEqual({
      version: 1,
      id: `${row.episode}s${row.slot}`,
      episode: expect.stringMatching(/^[pdcw]\d+$/),
      state: row.episode,
      task: expect.any(String),
      turn: 1,
      slot: expect.any(Number),
      kind: 'action',
      messages: /^[dc]/.test(row.episode) ? [said('user')] : [said('system'), said('user')],
      completion: expect.stringMatching(/\S/),
      finish: 'stop',
      tokens: null,
      reward: 0,
      weight: 1,
    });
    expect(JSON.stringify(row)).not.toMatch(/undefined|NaN|\{(?:task|answer)\}/);
  }
});

test('families come in their shares', () => {
  const shares = Object.fromEntries(POCKET_FAMILIES.map(({ name }, at) => [name, [3, 1][at] ?? 0]));
  const rows = [...executorRows({ families: POCKET_FAMILIES, shares, count: 400, seed: 1 })];
  const problemsOf = ({ name }: PocketFamily) =>
    new Set(rows.filter(({ task }) => task === name).map(({ episode }) => episode)).size;
  const [first, second, ...others] = POCKET_FAMILIES.map(problemsOf);
  expect(others.every((count) => count === 0)).toBe(true);
  expect(first! / (first! + second!)).toBeCloseTo(0.75, 1);
});

test('sums are right, and stand in the order in which they are asked', () => {
  const sheets = all.filter(({ episode }) => episode.startsWith('d'));
  expect(sheets).toHaveLength(PROBLEMS);
  const sums = sheets.map(({ completion }) => completion.split(/; |\n/));
  expect(sums.map((lines) => lines.map((line) => line.split(' = ')[0]).join('\n'))).toEqual(
    sheets.map(({ messages }) => messages[0]!.content),
  );
  expect(wrongEquations(sums.flat())).toEqual([]);
});

test('chains come to their end, with steps where they are asked for', () => {
  const chains = all.filter(({ episode }) => episode.startsWith('c'));
  expect(chains).toHaveLength(PROBLEMS);
  const shown = chains.map(({ messages, completion }) => ({
    steps: messages[0]!.content.startsWith('Steps: '),
    chain: messages[0]!.content.replace('Steps: ', '').split(', '),
    completion,
  }));
  expect(wrongEquations(shown.flatMap(({ steps, completion }) => (steps ? completion.split('; ') : [])))).toEqual([]);
  for (const { steps, chain, completion } of shown) {
    const end = chain.slice(1).reduce((total, step) => {
      const [sign, by] = step.split(' ') as [string, string];
      return { '+': total + Number(by), '-': total - Number(by), '*': total * Number(by), '/': total / Number(by) }[
        sign
      ]!;
    }, Number(chain[0]));
    expect(steps ? completion.split(' = ').at(-1) : completion, chain.join(', ')).toBe(String(end));
  }
});

test('copied words stand in the text in their order', () => {
  const copies = all.filter(({ episode }) => episode.startsWith('w'));
  expect(copies.length / PROBLEMS).toBeCloseTo(0.5, 1);
  const wordsOf = (text: string): string => text.match(/\w+/g)!.join(' ');
  for (const { messages, completion } of copies) {
    const [instruction, content] = messages.map((message) => message.content) as [string, string];
    const after = /Go on after (\w+)$/.exec(instruction)?.[1];
    expect(completion.length).toBeGreaterThan(0);
    expect(
      wordsOf(content).endsWith(after === undefined ? wordsOf(completion) : `${after} ${wordsOf(completion)}`),
      `${instruction}\n${content}\n${completion}`,
    ).toBe(true);
    if (after === undefined) expect(completion).toBe(content);
  }
});

test('what is read out stands in the problem', () => {
  const readings = all.filter(({ episode, task }) => episode.startsWith('p') && task === 'drill');
  expect(readings).toHaveLength(PROBLEMS);
  for (const { messages, completion } of readings) {
    const [instruction, content] = messages.map((message) => message.content) as [string, string];
    const beginning = /Repeat what begins with: ([^]*)$/.exec(instruction)?.[1];
    if (beginning === undefined) expect(completion).toBe(content.match(/\d+/g)!.join(', '));
    else
      expect([content.includes(completion), completion.startsWith(beginning)], `${beginning}\n${completion}`).toEqual([
        true,
        true,
      ]);
  }
});

test('no word of validation or test occurs', () => {
  const unseen = new Set(
    POCKET_LISTS.flatMap(({ list }) => [...list.validation, ...list.test])
      .filter((text) => !/[{\s]/.test(text))
      .flatMap((word) => word.toLowerCase().split('/')),
  );
  const met = new Set(
    all
      .flatMap(({ messages, completion }) => [...messages.map(({ content }) => content), completion])
      .flatMap((text) => text.toLowerCase().match(/\p{L}+/gu) ?? []),
  );
  expect([...unseen].filter((word) => met.has(word))).toEqual([]);
});

describe.each(POCKET_FAMILIES.map((family) => [family.name, family] as const))('%s', (_, family) => {
  const taught = rowsOf([family], SEED)
    .filter(({ task }) => task !== 'drill')
    .map((row) => taughtBy(row, family));
  const of = (...styles: AnswerStyle[]) => taught.filter(({ style }) => styles.includes(style));

  test('every style has its share', () => {
    const answer = taught[0]!.problem.english === undefined ? 'answer' : 'foreign';
    const shares = SHARES[family.kind === 'code' ? 'code' : answer]!;
    for (const style of Object.keys(WORDINGS) as AnswerStyle[]) {
      const share = of(style).length / PROBLEMS;
      expect(Math.abs(share - (shares[style] ?? 0)), `${style}: ${share}`).toBeLessThan(0.12);
    }
  });

  test('JSON holds exactly the keys asked for, in their order', () => {
    const asked = taught.filter(({ keys }) => keys !== undefined);
    expect(asked.length / taught.length).toBeGreaterThan(0.6);
    for (const { row, keys } of asked) {
      const reply = JSON.parse(row.completion) as Record<string, unknown>;
      expect(Object.keys(reply)).toEqual(keys);
      for (const value of Object.values(reply)) expect(value).toEqual(expect.stringMatching(/\S/));
    }
  });

  test('answers are right, and steps come to them', () => {
    for (const { given, problem, steps, row } of of('direct', 'steps')) {
      expect(given, row.id).toBe(problem.answer);
      if (family.kind !== 'code' && steps.length > 0)
        expect(steps.at(-1)!.endsWith(problem.answer), steps.join('\n')).toBe(true);
    }
    expect(wrongEquations(taught.flatMap(({ steps }) => steps))).toEqual([]);
  });

  test('programs come to the answer', () => {
    const programs = of('code').map(({ given, problem }) =>
      family.kind === 'code'
        ? `${[given, ...problem.publicTests!, problem.hiddenTests].join('\n')}\ndef solution(): return "passed"`
        : given,
    );
    expect(programs.length).toBeGreaterThan(5);
    expect(resultsOf(programs)).toEqual(
      of('code').map(({ problem }) => (family.kind === 'code' ? 'passed' : problem.answer)),
    );
  });

  test('a check says yes to the answer and no to any other', () => {
    for (const { row, given, problem } of of('check')) {
      const { content } = row.messages.at(-1)!;
      const proposed = content.slice(content.lastIndexOf('nswer: ') + 'nswer: '.length);
      expect(content).toContain(problem.input);
      expect(given, content).toBe(proposed === problem.answer ? 'yes' : 'no');
    }
    expect(new Set(of('check').map(({ given }) => given)).size).toBe(2);
  });

  test('a translation is the English text', () => {
    for (const { given, problem } of of('translate')) expect(given).toBe(problem.english);
  });
});

function said(role: 'system' | 'user') {
  return { role, content: expect.stringMatching(/\S/) };
}

/** A row of a single family, beside the problem that it was made of. */
function taughtBy(row: TrainingRow, family: PocketFamily): Taught {
  const random = seededRandom('pocket-executor', SEED, Number(row.episode.slice(1)));
  random(); // the draw of the family
  const problem = family.problem(createWriter('pretraining', random), random);
  const named = /Its keys, in this order: (.*?)\.\n?/.exec(row.messages[0]!.content)?.[1];
  const keys = named === undefined ? undefined : (JSON.parse(`[${named}]`) as string[]);
  const style = keys === undefined ? styleOfText(row.completion, problem) : styleOfKeys(keys);
  return {
    row,
    problem,
    style,
    keys,
    ...(keys === undefined ? readText(row.completion) : readJson(row.completion, style)),
  };
}

function styleOfKeys(keys: readonly string[]): AnswerStyle {
  const told = (['code', 'check', 'translate', 'steps'] as const).find((style) =>
    WORDINGS[style].keys.some((of) => of.length === keys.length && of.every((key) => keys.includes(key))),
  );
  return told ?? 'direct';
}

function styleOfText(completion: string, { english }: PocketProblem): AnswerStyle {
  if (completion.startsWith('```python\n')) return 'code';
  if (completion.includes('\n```python\n') || completion.includes('\nAnswer: ')) return 'steps';
  return completion === english ? 'translate' : 'direct';
}

function readText(completion: string): { given: string; steps: string[] } {
  const [, steps = '', given = completion] =
    /^(?:([^]*?)\n)?(?:```python\n([^]*)\n```)$/.exec(completion) ?? /^([^]*)\nAnswer: (.*)$/.exec(completion) ?? [];
  return { given, steps: steps.split('\n').filter((step) => step !== '') };
}

function readJson(completion: string, style: AnswerStyle): { given: string; steps: string[] } {
  const reply = JSON.parse(completion) as Record<string, string>;
  const last = new Set(WORDINGS[style].keys.map((keys) => keys.at(-1)!));
  const given = Object.keys(reply).find((key) => last.has(key))!;
  return {
    given: reply[given]!,
    steps: Object.keys(reply)
      .filter((key) => key !== given)
      .flatMap((key) => stepsIn(reply[key]!)),
  };
}

/** Also a list as an answer may hold "; ": only lines of arithmetic are parted. */
function stepsIn(text: string): string[] {
  const parts = text.split('; ');
  const last = parts.findLastIndex((part) => part.includes(' = '));
  const rest = parts.slice(last + 1);
  return rest.length === 0 ? parts : [...parts.slice(0, last + 1), rest.join('; ')];
}

/** Equations whose sides differ by more than the digits that a step cuts off. */
function wrongEquations(lines: readonly string[]): string[] {
  const equations = lines.filter((line) => /^[\d .+*/%-]+ = [\d.]+$/.test(line));
  expect(lines.filter((line) => line.includes(' = ') && !equations.includes(line))).toEqual([]);
  const checks =
    'import json, sys\nprint(json.dumps([line for line in json.load(sys.stdin) ' +
    'if abs(eval(line.split(" = ")[0]) - float(line.split(" = ")[1])) > 0.0011]))';
  return JSON.parse(python(checks, equations)) as string[];
}

/** What `solution()` of each program returns, as text. */
function resultsOf(programs: readonly string[]): string[] {
  return JSON.parse(
    python(
      'import json, sys\nresults = []\nfor program in json.load(sys.stdin):\n    names = {}\n' +
        '    exec(program, names)\n    results.append(str(names["solution"]()))\nprint(json.dumps(results))',
      programs,
    ),
  ) as string[];
}

function python(program: string, input: unknown): string {
  return execFileSync('python3', ['-I', '-c', program], { input: JSON.stringify(input), encoding: 'utf8' });
}
