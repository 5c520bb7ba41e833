import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chatServer, reply } from '../../tests/support/chat-server.ts';
import { createLedger } from '../model/index.ts';
import { type Session, openSession } from '../session/index.ts';
import { callStore } from '../store/index.ts';
import type { Task, WorkflowInput } from '../task/contract.ts';
import { exampleNames, exampleWorkflow } from './examples.ts';
import { readWorkflow } from './file.ts';
import { runWorkflow } from './run.ts';
import { scanWorkflow } from './scan.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession({ store: ':memory:', config: {}, env: {} });
});
afterAll(() => session.close());

const QUESTION: WorkflowInput = { id: 'q', input: 'Wie viel ist sechs mal sieben?' };
const PROGRAM: WorkflowInput = {
  id: 'p',
  input: 'Add two numbers.',
  entryPoint: 'add',
  publicTests: ['assert add(1, 2) == 3'],
};

/** A call as the model saw it. */
interface Asked {
  n: number;
  system: string;
  user: string;
}

/** Runs an example against a real server. @param say What it replies to its calls, by their number. */
async function run(name: string, item: WorkflowInput, say: (at: number, asked: Asked) => string | readonly string[]) {
  const asked: Asked[] = [];
  await using server = await chatServer(({ body }) => {
    const [system, user] = (body.messages as { content: string }[]).map(({ content }) => content);
    const call = { n: Number(body.n ?? 1), system: system ?? '', user: user ?? '' };
    asked.push(call);
    return reply(...[say(asked.length - 1, call)].flat());
  });
  const books = { ledger: createLedger(), calls: callStore(session.store), prices: {}, onCall: () => undefined };
  const kind: Task['kind'] = item === PROGRAM ? 'code' : 'answer';
  const { code } = await readWorkflow(exampleWorkflow(name));
  const executor = session.model(`${server.baseUrl}#m`, books);
  return { ...(await runWorkflow({ code, item, kind, executor, sandbox: session.sandbox })), asked };
}

const steps = (answer: string | number, reasoning = `So it is ${answer}.`) => JSON.stringify({ reasoning, answer });
const verdict = (correct: boolean, text = 'Off by one.') =>
  JSON.stringify({ feedback: text, critique: text, correct: String(correct) });
const code = (returned: string) => JSON.stringify({ reasoning: 'r', code: `def solution():\n    return ${returned}` });
const add = (operator: string) => `So be it.\n\n\`\`\`python\ndef add(a, b):\n    return a ${operator} b\n\`\`\``;
const SUM = 'def add(a, b):\n    return a + b';
const DIFFERENCE = 'def add(a, b):\n    return a - b';

type Script = readonly (string | readonly string[])[];

test.each<[name: string, what: string, item: WorkflowInput, script: Script, answer: string, calls: number]>([
  ['chain_of_thought_code', 'one program', PROGRAM, [add('+')], SUM, 1],
  ['program_of_thought_vote', 'a vote', QUESTION, [[code('42'), code('1/0'), code('42.0'), code('7'), 'x']], '42', 5],
  ['program_of_thought_vote', 'none runs', QUESTION, [['a', 'b', 'c', 'd', code('None')], steps(42)], '42', 6],
  [
    'self_refine',
    'until nothing has to change',
    QUESTION,
    [steps(41), verdict(false), steps(42), verdict(true)],
    '42',
    4,
  ],
  [
    'self_refine',
    'at most two rounds',
    QUESTION,
    [steps(1), verdict(false), steps(2), verdict(false), steps(3)],
    '3',
    5,
  ],
  ['self_refine', 'no feedback to be read', QUESTION, [steps(41), 'Hm.'], '41', 2],
  ['self_refine', 'a worse reply keeps the draft', QUESTION, [steps(41), verdict(false), '', verdict(true)], '41', 4],
  ['self_refine', 'a program', PROGRAM, [add('-'), verdict(false), add('+'), verdict(true)], SUM, 4],
  ['reflexion', 'right at once', QUESTION, [steps(42), verdict(true)], '42', 2],
  [
    'reflexion',
    'after a lesson',
    QUESTION,
    [steps(41), verdict(false), 'Count again.', steps(42), verdict(true)],
    '42',
    5,
  ],
  [
    'reflexion',
    'three tries',
    QUESTION,
    [steps(1), verdict(false), 'L', steps(2), verdict(false), '', steps(3)],
    '3',
    7,
  ],
  ['reflexion', 'a program that passes needs no lesson', PROGRAM, [add('+')], SUM, 1],
  ['reflexion', 'a program by its tests', PROGRAM, [add('-'), 'Mind the sign.', add('+')], SUM, 3],
  ['reflexion', 'a program that never passes', PROGRAM, [add('-'), 'L', add('-'), 'L', add('-')], DIFFERENCE, 5],
  ['multi_persona', 'one reply', QUESTION, [steps(42)], '42', 1],
  ['multi_persona', 'a program', PROGRAM, [add('+')], SUM, 1],
  [
    'multi_agent_debate',
    'a vote after a round',
    QUESTION,
    [[steps(41), steps(42), steps(7)], steps(42), '', steps('42.0')],
    '42',
    6,
  ],
  [
    'multi_agent_debate',
    'the program that passes',
    PROGRAM,
    [[add('-'), add('+'), add('*')], add('-'), add('+'), add('*')],
    SUM,
    6,
  ],
  ['step_back', 'rules, then the answer', QUESTION, ['Multiplication is repeated addition.', steps(42)], '42', 2],
  ['step_back', 'a program', PROGRAM, ['', add('+')], SUM, 2],
  ['quality_diversity', 'decided in the end', QUESTION, [steps(1), steps(2), steps(3), steps(42)], '42', 4],
  ['quality_diversity', 'no decision', QUESTION, ['', steps(2), steps(3), ''], '2', 4],
  ['quality_diversity', 'a program', PROGRAM, [add('-'), add('*'), add('/'), add('+')], SUM, 4],
  ['role_assignment', 'as the named expert', QUESTION, ['**Mathematician.**\nBecause ...', steps(42)], '42', 2],
  ['role_assignment', 'no name', QUESTION, ['', steps(42)], '42', 2],
  ['role_assignment', 'a program', PROGRAM, ['Programmer', add('+')], SUM, 2],
  [
    'expert_panel',
    'a vote of second thoughts',
    QUESTION,
    [steps('Ham.'), steps('spam'), steps('Ham'), steps('HAM'), steps('egg'), steps('egg')],
    'spam',
    6,
  ],
  ['translate_solve_vote', 'programs agree', QUESTION, ['Six times seven?', [code('42'), code('6*7'), 'x']], '42', 4],
  [
    'translate_solve_vote',
    'an expert where they do not',
    QUESTION,
    ['', [code('41'), code('7'), 'x'], steps(42)],
    '42',
    5,
  ],
  ['translate_solve_vote', 'nobody knows', QUESTION, ['?', [code('41'), 'x', 'x'], ''], '41', 5],
])('%s, %s', async (name, _, item, script, answer, calls) => {
  const done = await run(name, item, (at) => script[at] ?? 'too many calls');
  expect(done).toMatchObject({ answer, usage: { calls } });
  expect(done.asked).toHaveLength(script.length);
});

describe('what the executor is told', () => {
  test.each<[name: string, script: Script, at: number, told: RegExp | string]>([
    ['self_refine', [steps(41), verdict(false), steps(42), verdict(true)], 2, 'Feedback: Off by one.'],
    ['reflexion', [steps(1), verdict(false), 'Count again.', steps(2), verdict(true)], 3, '- Count again.'],
    [
      'multi_agent_debate',
      [[steps(1), steps(2), steps(3)], steps(1), steps(2), steps(3)],
      2,
      /Another[^]*Your answer: 2/,
    ],
    ['step_back', ['Rule one.', steps(42)], 1, 'Rule one.'],
    ['quality_diversity', [steps(1), steps(2), steps(3), steps(3)], 3, /answer 1: 1\n[^]*answer 3: 3/],
    ['role_assignment', ['"Mathematician."', steps(42)], 1, 'You act as Mathematician and'],
    [
      'translate_solve_vote',
      ['Six times seven?', ['x', 'x', 'x'], steps(42)],
      1,
      /sieben\?\n\nThe same in English:\nSix/,
    ],
    ['translate_solve_vote', ['S?', [code('41'), code('7'), 'x'], steps(42)], 2, 'may err: 41, 7'],
  ])('%s, case %#', async (name, script, at, told) => {
    const { asked } = await run(name, QUESTION, (call) => script[call] ?? '');
    expect(`${asked[at]?.system}\n${asked[at]?.user}`).toMatch(told);
  });
});

const HANDS = [
  'chain_of_thought_code',
  'expert_panel',
  'multi_agent_debate',
  'multi_persona',
  'program_of_thought_vote',
  'quality_diversity',
  'reflexion',
  'role_assignment',
  'self_refine',
  'step_back',
  'translate_solve_vote',
];

describe.each(HANDS)('%s.py', (name) => {
  test('has no findings, and says where it comes from', async () => {
    const { code: text } = await readWorkflow(exampleWorkflow(name));
    expect(await scanWorkflow(text, session.sandbox)).toEqual({ entry: 'solver', findings: [] });
    expect(text).toMatch(/\d{4}, arXiv \d{4}\.\d{5}/);
  });

  test.each(['', 'I do not know.', '{"answer": null}', '{"reasoning": ["a", {"b": 1}], "answer": {"c": 2}}', '```'])(
    'takes %j for every reply without falling over',
    async (text) => {
      for (const item of [QUESTION, PROGRAM]) {
        if (await isOfOtherKind(name, item)) continue;
        const { failure } = await run(name, item, (_, { n }) => Array.from({ length: n }, () => text));
        expect([undefined, 'invalid-answer']).toContain(failure?.kind);
      }
    },
  );
});

test('what several of them need is the same text in each', async () => {
  const texts = await Promise.all((await exampleNames()).map((name) => readFile(exampleWorkflow(name), 'utf8')));
  for (const helper of ['said', 'majority', 'results']) {
    const bodies = texts.flatMap(
      (text) => `${text}\n\n\n`.match(new RegExp(`^def ${helper}\\([^]*?(?=\\n\\n\\n)`, 'm')) ?? [],
    );
    expect(bodies.length, helper).toBeGreaterThan(1);
    expect(new Set(bodies).size, helper).toBe(1);
  }
});

async function isOfOtherKind(name: string, item: WorkflowInput): Promise<boolean> {
  const { code: text } = await readWorkflow(exampleWorkflow(name));
  const [, parameters = ''] = /^def solver\(([^)]*)\)/m.exec(text) ?? [];
  if (item === PROGRAM) return !parameters.includes('entry_point');
  return /entry_point(?!=)/.test(parameters);
}
