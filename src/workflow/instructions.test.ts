import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '../sandbox/contract.ts';
import { openSandbox } from '../sandbox/index.ts';
import { exampleWorkflow } from './examples.ts';
import { entryOf } from './extract.ts';
import { fakeExecutor } from './fake-executor.ts';
import { workflowHash } from './hash.ts';
import { forTask, withInstructions } from './instructions.ts';
import { runWorkflow } from './run.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

const names = readdirSync(new URL('../../examples/workflows', import.meta.url))
  .filter((name) => name.endsWith('.py'))
  .map((name) => name.slice(0, -3));
const textOf = (name: string) => readFileSync(exampleWorkflow(name), 'utf8');
const description =
  'An e-mail with "quotes", a \\ and \u{1F600}.\n' + 'The label is spam or ham, and nothing else. '.repeat(5);

/** What the executor is told, over all calls. */
async function told(code: string, kind: 'answer' | 'code'): Promise<string> {
  const executor = fakeExecutor(() => '{"reasoning": "r", "answer": "ham", "code": "def solution():\\n    return 1"}');
  const item = { id: 'i', input: 'Buy now', entryPoint: 'f', publicTests: [] };
  await runWorkflow({ code, item, kind, executor, sandbox });
  return executor.requests.flatMap(({ messages }) => messages.map(({ content }) => content)).join('\n');
}

describe.each(names)('%s.py', (name) => {
  const kind = /def solver\(agent, task, entry_point/.test(textOf(name)) ? 'code' : 'answer';

  test('tells the executor what the task asks, whatever stands in it', async () => {
    const code = withInstructions(textOf(name), { description });
    expect(await told(code, kind)).toContain(description.trim());
    expect(Math.max(...code.split('\n').map((line) => line.length))).toBeLessThan(160);
    expect(await told(withInstructions(textOf(name), { description, instructions: 'Label it.' }), kind)).toContain(
      'Label it.\n',
    );
  });

  test('works as it is, and without a trace of the task where the input says all', async () => {
    const plain = withInstructions(textOf(name), { description, instructions: ' ' });
    expect(plain).not.toContain('TASK');
    expect(entryOf(plain)).toBe('solver');
    expect(await told(plain, kind)).toBe(await told(textOf(name), kind));
  });
});

test('a long answer is cut to its end only where the form was not told', async () => {
  const long = 'In 1999 the company was founded by three sisters in a garage near the sea.';
  const run = (code: string) =>
    runWorkflow({
      code,
      item: { id: 'i', input: 'Sum up.' },
      kind: 'answer',
      executor: fakeExecutor(() => long),
      sandbox,
    });
  expect(await run(textOf('direct'))).toMatchObject({ answer: '1999' });
  expect(await run(withInstructions(textOf('direct'), { description }))).toMatchObject({ answer: long });
});

test('a file of one’s own is filled where it has the head, one that w4s wrote never', () => {
  const code = 'TASK = ""\n\n\ndef workflow(agent, task):\n    return {"answer": TASK + task}\n';
  const file = { code, entry: 'workflow', hash: workflowHash(code), edited: false } as const;
  const filled = forTask(file, { description: 'Add.' });
  const said = code.slice(code.indexOf('def')).replace('TASK', '"Add.\\n"');
  expect(filled).toMatchObject({ code: said, hash: workflowHash(said) });
  expect(filled.hash).not.toBe(file.hash);
  const written = { ...file, provenance: {} as NonNullable<Parameters<typeof forTask>[0]['provenance']> };
  expect(forTask(written, { description: 'Add.' })).toBe(written);
  const other = { ...file, code: code.replace('TASK = ""', 'TASK = "mine"') };
  expect(forTask(other, { description: 'Add.' }).code).toBe(other.code);
});

test.each([
  [
    'in one place, where they are used',
    'return {"answer": TASK + "Now: " + task}',
    'return {"answer": "Add.\\nNow: " + task}',
  ],
  [
    'without what is for the untold',
    'return {"answer": TASK + (agent.cut(task) if len(task) > 60 and not TASK else task)}',
    'return {"answer": "Add.\\n" + (task)}',
  ],
])('instructions stand %s', (_, body, expected) => {
  const code = `TASK = ""  # free\n\n\ndef workflow(agent, task):\n    ${body}\n`;
  expect(withInstructions(code, { description: 'Add.' }).trim()).toBe(`def workflow(agent, task):\n    ${expected}`);
});

test.each([
  'return {"answer": TASK + TASK}',
  'return {"answer": f"{TASK}"}',
  'return {"answer": (TASK + "\\n" if TASK else "")}',
])('instructions stand at the head where they are used otherwise: %s', (body) => {
  const code = `TASK = ""\n\n\ndef workflow(agent, task):\n    ${body}\n`;
  expect(withInstructions(code, { description: 'Add.' })).toBe(code.replace('""', '"Add.\\n"'));
});
