import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ChatServer, chatServer, reply } from '../../tests/support/chat-server.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { type Applied, openWorkflow } from '../apply/index.ts';
import { type Session, openSession } from '../session/index.ts';
import { kindByForm } from '../workflow/index.ts';
import { renderStandalone } from './index.ts';
import { serverOf } from './server.ts';

const python = promisify(execFile);
const folder = temporaryFolders();

let session: Session;
let server: ChatServer;
/** What is learnt of a server is by its model: another one for each behaviour. */
const executor = (): string => `${server.baseUrl}#${script.many ? 'many' : 'single'}`;
/** Replies by what is asked, in the order of the samples; `many`: whether it serves `n`. */
let script: { replies: string[]; many: boolean } = { replies: [], many: true };
beforeAll(async () => {
  session = await openSession({ store: ':memory:', config: {}, env: {} });
  server = await chatServer(({ body }, _, index) => {
    const { n = 1, seed } = body as { n?: number; seed: number };
    const from = script.many ? index : seed;
    const texts = Array.from(
      { length: script.many ? n : 1 },
      (_, i) => script.replies[(from + i) % script.replies.length]!,
    );
    return reply(...texts);
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await session.close();
});

interface Told {
  answer?: unknown;
  failure?: string;
  asked: unknown[];
}

/** What was asked meanwhile; calls side by side come in any order. */
async function asking<T>(work: () => Promise<T>): Promise<{ value: T; asked: unknown[] }> {
  const before = server.calls.length;
  const value = await work();
  const bodies = server.calls.slice(before).map(({ body }) => body);
  server.calls.length = 0;
  return { value, asked: bodies.toSorted((a, b) => Number(a['seed']) - Number(b['seed'])) };
}

interface Input {
  input: string;
  entryPoint?: string;
  publicTests?: string[];
}

async function within(code: string, input: Input): Promise<Told> {
  const workflow = join(folder(), 'w.py');
  writeFileSync(workflow, code);
  server.calls.length = 0;
  const { value, asked } = await asking<Applied>(async () => {
    await using work = await openWorkflow({ workflow, executor: executor(), session, cache: 'fresh' });
    return work.run(input);
  });
  const { answer, failure } = value;
  return { answer, failure: failure && `${failure.kind}: ${failure.message}`, asked };
}

async function alone(code: string, { input, entryPoint, publicTests }: Input): Promise<Told> {
  const home = folder();
  const asks = serverOf(executor(), { config: {}, env: {} });
  writeFileSync(
    join(home, 'w.py'),
    renderStandalone({ title: 'w', code, kind: kindByForm(code), provenance: {}, server: asks }),
  );
  const row = { input, entry_point: entryPoint, public_tests: publicTests };
  writeFileSync(join(home, 'in.jsonl'), JSON.stringify(row));
  const env = { PATH: process.env['PATH'], OPENAI_API_KEY: 'sk-secret' };
  const { value, asked } = await asking(() =>
    python('python3', ['w.py', '--in', 'in.jsonl', '--out', 'out.jsonl'], { cwd: home, env }).catch(
      (error: unknown) => error,
    ),
  );
  expect(JSON.stringify(value)).not.toContain('sk-secret');
  const { answer, failure } = JSON.parse(readFileSync(join(home, 'out.jsonl'), 'utf8')) as {
    answer: unknown;
    failure: string | null;
  };
  return failure === null ? { answer, asked } : { failure, asked };
}

const example = (name: string): string =>
  readFileSync(new URL(`../../examples/workflows/${name}.py`, import.meta.url), 'utf8');
const WORKING = 'def solution():\n    return 6 * 7';
const CODE: Input = {
  input: 'Write twice(x).',
  entryPoint: 'twice',
  publicTests: ['assert twice(2) == 4', 'assert twice(0) == 0'],
};
const RIGHT = 'Thus:\n```python\ndef twice(x):\n    return 2 * x\n```';
const WRONG = '```python\ndef twice(x):\n    return x + 2\n```';
const json = (value: unknown): string => JSON.stringify(value);

const CASES: [string, string, string[], Input?][] = [
  ['direct', 'plain', ['42']],
  ['direct', 'in many words', [`<think>hm</think>${'So it is this. '.repeat(6)}\\boxed{1,234}`]],
  ['chain_of_thought', 'JSON', [json({ reasoning: 'r', answer: '42' })]],
  [
    'chain_of_thought',
    'JSON in a fence, with a wrapper',
    ['```json\n{"result": {"Reasoning": "r", "answer": 5.0}}\n```'],
  ],
  ['chain_of_thought', 'no JSON', ['The answer is 7.']],
  ['chain_of_thought', 'LaTeX and a missing end', ['{"reasoning": "so \\frac{1}{2}", "answer": "\\boxed{3}"']],
  ['chain_of_thought', 'as Python', ["{'reasoning': 'it\\'s', 'answer': None}"]],
  ['chain_of_thought', 'a key left out', ['{"reasoning": "12 apples"}']],
  [
    'self_consistency',
    'votes',
    ['1,200', '$1200.0', '7', '1200', 'x'].map((answer) => json({ reasoning: 'r', answer })),
  ],
  ['program_of_thought', 'a program', [json({ code: WORKING })]],
  ['program_of_thought', 'a program that prints', [json({ code: 'print(6 * 7)' })]],
  ['program_of_thought', 'a program that breaks', [json({ code: 'def solution():\n    return 1 / 0' })]],
  ['program_of_thought', 'a program without an end', [json({ code: 'import time\nwhile True: time.sleep(1)' })]],
  ['program_of_thought', 'a program that wants arguments', [json({ code: 'def solution(x):\n    return x' })]],
  ['program_of_thought', 'the answer in the place of a program', [json({ code: -2.5 })]],
  ['program_of_thought', 'a truth', [json({ code: true })]],
  ['program_of_thought', 'a large number', ['{"code": 123456789012345678901}']],
  ['program_of_thought', 'a list', [json({ code: [1] })]],
  ['program_of_thought_text', 'a program that prints', ['Here:\n```python\nprint(6 * 7)\n```']],
  ['chain_of_thought_text', 'a box', [String.raw`So it is \boxed{42}.`]],
  ['code_generation', 'programs vote', [json({ reasoning: 'r', code: WORKING }), json({ reasoning: 'r', code: 'x' })]],
  ['code_generation', 'no program runs', [json({ reasoning: 'r', code: 'raise SystemExit', answer: '9 km' })]],
  ['multi_agent_debate', 'votes', ['Ham.', 'spam', 'ham'].map((answer) => json({ reasoning: 'r', answer }))],
  ['translate_solve_vote', 'nobody agrees', ['Six.', json({ reasoning: 'r', code: 'x', answer: '9 km' })]],
  ['reflexion', 'no reply to be read', ['']],
  ['direct_code', 'a program', [RIGHT], CODE],
  ['code_with_public_tests', 'right at once', [RIGHT], CODE],
  [
    'code_with_public_tests',
    'corrected',
    [WRONG, json({ reflection: 'r', code: 'def twice(x):\n    return x * 2' })],
    CODE,
  ],
  [
    'code_with_public_tests',
    'never right',
    [WRONG, json({ reflection: 'r', code: 'def twice(x):\n    return x +' })],
    CODE,
  ],
];

describe('alone it asks the same and answers the same', () => {
  test.each(CASES)('%s: %s', async (name, _, replies, input = { input: 'How many?' }) => {
    script = { replies, many: true };
    const expected = await within(example(name), input);
    expect(expected.asked.length).toBeGreaterThan(0);
    expect(await alone(example(name), input)).toEqual(expected);
  });

  test('where the server gives one completion at a time', async () => {
    script = { replies: ['1', '2', '3'].map((answer) => json({ reasoning: 'r', answer })), many: false };
    const expected = await within(example('self_consistency'), { input: 'How many?' });
    expect(expected.asked).toHaveLength(5);
    expect(await alone(example('self_consistency'), { input: 'How many?' })).toEqual(expected);
  });
});

/** Where an object lies differs from process to process. */
const withoutAddress = ({ failure, ...told }: Told): Told => ({ ...told, failure: failure?.replace(/ at 0x\w+/, '') });

const returning = (...lines: string[]): string =>
  `def workflow(agent, task):\n${lines.map((line) => `    ${line}\n`).join('')}`;

test.each([
  ['no answer', returning('return {"result": 1}')],
  ['a number that JSON lacks', returning('return {"answer": [2**60, float("nan"), (1, 2), {3: None}]}')],
  ['an exception', returning('x = {}', 'return x["answer"]')],
  ['a wrong argument', returning('return agent.call_llm(task, temprature=1)')],
  ['another wrong argument', returning('return agent.call_llm([{"role": "tool", "content": task}])')],
  ['a method under another name', returning('return agent.call_json_llm(task, keys="a", n=2)')],
  ['a forgotten list', returning('return agent.call_llm(messages=map(str, [task]))')],
  ['a forgotten call', returning('return agent.call_llm(task, instructions=len)')],
  [
    'a forgotten await',
    returning('async def ask(): return task', 'return agent.call_llm({"role": "user", "content": ask()})'),
  ],
  ['no such method', returning('return agent.ask(task)')],
  ['a coroutine', 'async def workflow(task):\n    return {"answer": task}\n'],
  ['the quota', returning('return agent.call_llm(task, n=65)')],
  ['its own demonstration', `${returning('return {"answer": task}')}\nprint(workflow(agent, "x"))\n`],
  ['tests that break', returning('return {"answer": agent.exec_test("def f():\\n    raise KeyError(1)", "f")}')],
])('alone it fails as it does here: %s', async (_, code) => {
  script = { replies: ['{"a": 1}'], many: true };
  const [told, there] = [await alone(code, { input: 'Q' }), await within(code, { input: 'Q' })];
  expect(withoutAddress(told)).toEqual(withoutAddress(there));
});
