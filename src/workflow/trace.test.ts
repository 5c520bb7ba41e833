import { afterAll, beforeAll, expect, it } from 'vitest';
import { memoryCallStore } from '../model/call-store.ts';
import { fakeModel, withCache } from '../model/index.ts';
import type { Model } from '../model/contract.ts';
import { openSandbox } from '../sandbox/index.ts';
import type { Sandbox } from '../sandbox/contract.ts';
import { runWorkflow } from './index.ts';

let sandbox: Sandbox;
beforeAll(async () => void (sandbox = await openSandbox()));
afterAll(() => sandbox.close());

const ASK = 'agent.call_llm(messages=[{"role": "user", "content": task}], num_of_response=2, temperature=0.5)';

function run(body: string, executor: Model = fakeModel(() => '5')) {
  const code = `def workflow(agent, task):\n${body.replace(/^/gm, '    ')}`;
  return runWorkflow({ code, item: { id: 'i', input: 'Q' }, kind: 'answer', executor, sandbox });
}

it('tells every call with its texts, or where they are kept and what was there already', async () => {
  const body = `${ASK}\nreturn {"answer": ${ASK}[0]}`;
  const plain = await run(body);
  expect(plain.trace.steps).toEqual(
    [0, 1].map(() => ({
      kind: 'ask',
      at: expect.any(Number),
      ms: expect.any(Number),
      n: 2,
      temperature: 0.5,
      messages: expect.arrayContaining([{ role: 'user', content: 'Q' }]),
      replies: ['5', '5'],
      outcomes: ['ok', 'ok'],
      promptTokens: expect.any(Number),
      completionTokens: expect.any(Number),
      costUsd: null,
      cached: 0,
      requests: 1,
    })),
  );
  const calls = memoryCallStore();
  const kept = async () =>
    (
      await run(
        body,
        withCache(
          fakeModel(() => '5'),
          calls,
        ),
      )
    ).trace.steps;
  const [first, second] = [await kept(), await kept()];
  expect(first).toMatchObject([
    { kept: { sample: 0 }, cached: 0, requests: 1 },
    { kept: { sample: 2 }, cached: 0 },
  ]);
  expect(second).toMatchObject([
    { kept: { sample: 0 }, cached: 2, requests: 0 },
    { kept: { sample: 2 }, cached: 2 },
  ]);
  const [{ kept: place } = {}] = first as { kept?: { key: string; sample: number } }[];
  expect((await calls.get(place!.key, 0, 2)).map(({ choice }) => choice.text)).toEqual(['5', '5']);
  expect(JSON.stringify(first)).not.toContain('"Q"');
});

it('tells what programs returned and printed, on which line they failed, and what the agent refused', async () => {
  const body = [
    'agent.execute_code("print(1)\\ndef solution():\\n    return 42")',
    'for call in ("agent.execute_code(\'x = 1\\\\n1 / 0\')", "agent.call_llm(nothing=1)"):',
    '    try: eval(call, {"agent": agent})',
    '    except Exception: pass',
    'return {"answer": 1}',
  ].join('\n');
  expect((await run(body)).trace.steps).toMatchObject([
    { kind: 'code', code: expect.stringContaining('return 42'), value: '42', stdout: '1\n' },
    { kind: 'code', failure: { errorType: 'ZeroDivisionError', traceback: expect.stringContaining('line 2') } },
    { kind: 'refused', method: 'execute_code', errorType: 'Exception' },
    { kind: 'refused', method: 'call_llm', errorType: 'TypeError' },
  ]);
});

it('tells why a call brought nothing', async () => {
  const down: Model = { id: 'down:m', complete: () => Promise.reject(new Error('It is down')) };
  const { trace } = await run(`return {"answer": ${ASK}[0]}`, down);
  expect(trace.steps[0]).toMatchObject({ kind: 'ask', error: expect.stringContaining('It is down'), outcomes: [] });
});

it('is bounded in steps and in texts', async () => {
  const body = 'for n in range(250): agent.extract_answer_str()\nreturn {"answer": 1}'.replace(
    'agent.extract_answer_str()',
    '\n    try: agent.call_llm(nothing="x" * 9000)\n    except TypeError: pass',
  );
  const { trace } = await run(`${body.replace('return', 'agent.execute_code("x = 1\\n" * 5000)\nreturn')}`);
  expect(trace.steps).toHaveLength(200);
  expect(trace.omitted).toBe(51);
  const { trace: long } = await run('agent.execute_code("x = 1\\n" * 5000)\nreturn {"answer": 1}');
  expect(JSON.stringify(long).length).toBeLessThan(6_000);
});
