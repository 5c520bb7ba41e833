import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../sandbox/contract.ts';
import { openSandbox } from '../sandbox/index.ts';
import { unitTests } from '../task/scorers/unit-tests.ts';
import type { Quotas } from './contract.ts';
import { fakeExecutor } from './fake-executor.ts';
import { runWorkflow } from './run.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ maxConcurrent: 2 });
});
afterAll(() => sandbox.close());

/** A workflow with this body. */
function run(body: string, quotas: Partial<Quotas> = {}, executor = fakeExecutor(() => '5')) {
  const code = `def workflow(agent, task):\n${body
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')}`;
  return runWorkflow({ code, item: { id: 'i', input: 'Q' }, kind: 'answer', executor, sandbox, quotas });
}

describe('a sandbox that is full of runs which wait for others', () => {
  it('gives those a place', async () => {
    const runs = Array.from({ length: 6 }, () =>
      run('return {"answer": agent.execute_code("import time\\ntime.sleep(0.1)\\n6 * 7")}', { wallMs: 10_000 }),
    );
    expect((await Promise.all(runs)).map(({ answer, failure }) => answer ?? failure)).toEqual(Array(6).fill(42));
  });

  it('scores programs', async () => {
    const item = { id: 'i', input: '', target: 'assert f(1) == 2', entryPoint: 'f' };
    const scores = Array.from({ length: 6 }, () =>
      unitTests({ timeoutMs: 10_000 }).score('def f(x): return x + 1', item, { sandbox }),
    );
    expect((await Promise.all(scores)).map(({ value }) => value)).toEqual(Array(6).fill(1));
  });
});

describe('quotas of the programs that a workflow runs', () => {
  it.each([
    ['their number', 'for i in range(4): agent.execute_code("1")', { codeRuns: 3 }, /3 of 3 programs/],
    [
      'their number, in threads',
      'list(ThreadPoolExecutor(4).map(lambda i: agent.execute_code("1"), range(4)))',
      { codeRuns: 3 },
      /3 of 3 programs/,
    ],
    [
      'their processor time',
      'for i in range(3):\n' +
        '    try: agent.execute_code("while True: pass", timeout=20)\n' +
        '    except RuntimeError: raise\n' +
        '    except Exception: pass',
      { codeCpuMs: 300 },
      /0.3 s of processor time/,
    ],
  ])('%s', async (_, body, quotas, message) => {
    const { failure } = await run(
      `from concurrent.futures import ThreadPoolExecutor\n${body}\nreturn {"answer": 1}`,
      quotas,
    );
    expect(failure).toMatchObject({ kind: 'quota', message: expect.stringMatching(message) });
  });

  it('can be caught, and stop neither what was run nor the rest', async () => {
    const { answer } = await run(
      'seen = []\n' +
        'for i in range(4):\n' +
        '    try: seen.append(agent.execute_code(str(i)))\n' +
        '    except RuntimeError: seen.append("no")\n' +
        'return {"answer": seen}',
      { codeRuns: 2 },
    );
    expect(answer).toEqual([0, 1, 'no', 'no']);
  });
});

it('threads do not pass the quota of tokens together', async () => {
  const executor = fakeExecutor(async () => (await new Promise((resolve) => setTimeout(resolve, 20)), '5'));
  const ask = 'agent.call_llm(messages=[{"role": "user", "content": "Q"}], max_completion_tokens=10)';
  const { usage, failure } = await run(
    'from concurrent.futures import ThreadPoolExecutor\n' +
      `with ThreadPoolExecutor(16) as pool: return {"answer": list(pool.map(lambda i: ${ask}, range(16)))}`,
    { tokens: 60 },
    executor,
  );
  expect(failure).toMatchObject({ kind: 'quota' });
  expect(usage.promptTokens + usage.completionTokens).toBeLessThanOrEqual(75);
});
