import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileURLToPath } from 'node:url';

import type { Sandbox } from '../sandbox/contract.ts';
import { openSandbox } from '../sandbox/index.ts';
import { fakeExecutor } from './fake-executor.ts';
import type { FakeReply } from './fake-executor.ts';
import { readWorkflow } from './file.ts';
import { runWorkflow } from './run.ts';
import { scanWorkflow } from './scan.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

function pathOf(name: string): string {
  return fileURLToPath(new URL(`../../examples/workflows/${name}.py`, import.meta.url));
}

const steps = (answer: string): string => `{"reasoning": "So it is ${answer}.", "answer": "${answer}"}`;
const program = (result: string): string =>
  String.raw`{"reasoning": "r", "code": "def solution():\n    return ${result}"}`;
const say = (...replies: string[]): FakeReply => replies;

describe.each([
  'direct',
  'chain_of_thought',
  'chain_of_thought_text',
  'program_of_thought_text',
  'self_consistency',
  'program_of_thought',
  'code_generation',
  'code_with_public_tests',
])('%s.py', (name) => {
  it('is in the reference style and has no findings', async () => {
    const { code, entry } = await readWorkflow(pathOf(name));
    expect(entry).toBe('solver');
    expect(await scanWorkflow(code, sandbox)).toEqual({ entry: 'solver', findings: [] });
  });
});

describe('the examples answer', () => {
  it.each([
    ['direct', ['42'], '42', 1],
    ['direct', ['Well, if one counts everything that was said above then it must be 42.'], '42', 1],
    ['chain_of_thought', [steps('42')], '42', 1],
    ['chain_of_thought', ['So the answer is 42.'], '42', 1],
    ['self_consistency', [steps('1'), steps('42'), steps('42.0'), steps('$42'), 'broken'], '42', 5],
    ['self_consistency', ['It is 42.', 'a', 'b', 'c', 'd'], '42', 5],
    ['program_of_thought', [program('6 * 7')], 42, 1],
    ['chain_of_thought_text', [String.raw`Six times seven, so \boxed{42}.`], '42', 1],
    ['program_of_thought_text', ['Here:\n```python\nprint(6 * 7)\n```'], '42', 1],
    ['program_of_thought_text', ['```python\ndef solution():\n    return 6 * 7\n```\nIt returns 42.'], '42', 1],
    ['code_generation', [program('42'), program('1 / 0'), program('42.0')], '42', 3],
  ])('%s with %j', async (name, replies, answer, calls) => {
    const { code } = await readWorkflow(pathOf(name));
    const executor = fakeExecutor(() => say(...replies));
    const run = await runWorkflow({
      code,
      item: { id: 'i', input: 'Six times seven?' },
      kind: 'answer',
      executor,
      sandbox,
    });
    expect(run).toMatchObject({ answer, usage: { calls } });
  });

  it('code_generation by reasoning where no program runs', async () => {
    const { code } = await readWorkflow(pathOf('code_generation'));
    const executor = fakeExecutor(({ n }) => (n === 3 ? say('x', 'y', program('None')) : steps('42 apples')));
    const run = await runWorkflow({
      code,
      item: { id: 'i', input: 'Six times seven?' },
      kind: 'answer',
      executor,
      sandbox,
    });
    expect(run).toMatchObject({ answer: '42', usage: { calls: 4 } });
  });

  it('code_with_public_tests with a corrected program', async () => {
    const { code } = await readWorkflow(pathOf('code_with_public_tests'));
    const draft = '```python\ndef add(a, b):\n    return a - b\n```';
    const better = String.raw`{"reflection": "sign", "code": "def add(a, b):\n    return a + b"}`;
    const executor = fakeExecutor(({ responseFormat }) => (responseFormat === 'json' ? better : draft));
    const item = {
      id: 'i',
      input: 'Add two numbers.',
      target: '',
      entryPoint: 'add',
      publicTests: ['assert add(1, 2) == 3'],
    };
    const run = await runWorkflow({ code, item, kind: 'code', executor, sandbox });
    expect(run).toMatchObject({
      answer: 'def add(a, b):\n    return a + b',
      replyKeys: { passed: 'true', corrections: '1' },
    });
  });
});
