import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { CompletionRequest } from '../model/contract.ts';
import { ModelError } from '../model/error.ts';
import type { Sandbox } from '../sandbox/contract.ts';
import { openSandbox } from '../sandbox/index.ts';
import type { WorkflowRun, WorkflowRunOptions } from './contract.ts';
import { fakeExecutor } from './fake-executor.ts';
import { runWorkflow } from './run.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

const item = { id: 'item-1', input: 'What is 2 + 3?', target: 5 };
const ask = 'agent.call_llm(messages=[{"role": "user", "content": task}])';

function run(code: string, options: Partial<WorkflowRunOptions> = {}): Promise<WorkflowRun> {
  return runWorkflow({ code, item, kind: 'answer', executor: fakeExecutor(() => '5'), sandbox, ...options });
}

/** A workflow with these lines in its body. */
function workflow(...lines: string[]): string {
  return ['def workflow(agent, task):', ...lines.map((line) => `    ${line}`)].join('\n');
}

/** What the executor was asked for. */
async function asked(code: string, options: Partial<WorkflowRunOptions> = {}): Promise<CompletionRequest[]> {
  const executor = fakeExecutor(() => '5');
  await run(code, { executor, ...options });
  return executor.requests;
}

function down(kind: 'server' | 'cap'): ModelError {
  return new ModelError('It is down', { kind, model: 'fake' });
}

describe('a run that answers', () => {
  it('records the answer, what it used and what it printed', async () => {
    const { answer, failure, usage, stdout, trace, replyKeys, findings } = await run(
      workflow(
        `replies = ${ask.replace(')', ', num_of_response=3)')}`,
        'print("three", len(replies))',
        'return {"answer": replies[0], "note": {"n": 3}}',
      ),
    );
    expect({ answer, failure, stdout, findings }).toEqual({
      answer: '5',
      failure: undefined,
      stdout: 'three 3\n',
      findings: [],
    });
    expect(usage).toMatchObject({ calls: 3, promptTokens: 10, completionTokens: 15, costUsd: 0.003 });
    expect(usage.wallMs).toBeGreaterThan(0);
    expect(trace).toMatchObject({ steps: [{ kind: 'ask', n: 3, outcomes: ['ok', 'ok', 'ok'] }], omitted: 0 });
    expect(replyKeys).toEqual({ answer: '5', note: '{"n":3}' });
  });

  it('calls solver, and with the entry point for a code task', async () => {
    const code = 'def solver(agent, task, entry_point):\n    return {"answer": [task, entry_point]}';
    expect(await run(code, { kind: 'code', item: { ...item, entryPoint: 'add' } })).toMatchObject({
      answer: [item.input, 'add'],
    });
  });

  it('drops the entry point where the function does not take it', async () => {
    expect(await run('def solver(agent, task):\n    return {"answer": task}', { kind: 'code' })).toMatchObject({
      answer: item.input,
    });
  });

  it('prefers workflow to solver, unless told', async () => {
    const code =
      'def solver(agent, task):\n    return {"answer": 1}\ndef workflow(agent, task):\n    return {"answer": 2}';
    expect((await run(code)).answer).toBe(2);
    expect((await run(code, { entry: 'solver' })).answer).toBe(1);
  });

  it('waits for an async workflow', async () => {
    const code = `async def workflow(agent, task):\n    return {"answer": ${ask}[0]}`;
    expect(await run(code)).toMatchObject({ answer: '5' });
  });

  it('serves threads side by side', async () => {
    let waiting = 0;
    let most = 0;
    const executor = fakeExecutor(async () => {
      most = Math.max(most, ++waiting);
      await new Promise((resolve) => setTimeout(resolve, 50));
      waiting--;
      return '5';
    });
    const result = await run(
      workflow(
        'from concurrent.futures import ThreadPoolExecutor',
        'with ThreadPoolExecutor(4) as pool:',
        `    texts = list(pool.map(lambda i: ${ask}[0], range(4)))`,
        'return {"answer": texts}',
      ),
      { executor },
    );
    expect(result).toMatchObject({ answer: ['5', '5', '5', '5'] });
    expect(most).toBeGreaterThan(1);
    expect(executor.requests.map(({ sample }) => sample).sort()).toEqual([0, 1, 2, 3]);
  });

  it.each([
    ['0', 0],
    ['False', false],
    ['""', ''],
    ['[]', []],
    ['10**30', '1000000000000000000000000000000'],
  ])('takes %s as an answer', async (python, answer) => {
    expect((await run(workflow(`return {"answer": ${python}}`))).answer).toEqual(answer);
  });

  it('says unpriced when a call has no price', async () => {
    const executor = fakeExecutor(() => '5', { costUsd: null });
    expect((await run(workflow(`return {"answer": ${ask}[0]}`), { executor })).usage.costUsd).toBeNull();
  });
});

describe('a run that fails', () => {
  it.each([
    ['nothing returned', ['pass'], 'invalid-answer', /NoneType/],
    ['a blank text', ['return " "'], 'invalid-answer', /str " "/],
    ['no answer', ['return {"result": 5}'], 'invalid-answer', /keys \["result"\]/],
    ['None', ['return {"answer": None}'], 'invalid-answer', /None/],
    ['a function', ['return {"answer": print}'], 'invalid-answer', /built-in function/],
    ['a lambda', ['return {"answer": lambda: 1}'], 'invalid-answer', /function/],
    ['a coroutine', ['async def f(): return 1', 'return {"answer": f()}'], 'invalid-answer', /coroutine/],
    ['a generator', ['return {"answer": (x for x in [1])}'], 'invalid-answer', /generator/],
    ['an exception', ['return {"answer": 1 / 0}'], 'exception', /ZeroDivisionError/],
    ['exit', ['raise SystemExit(0)'], 'exception', /exit/],
    ['no such method', ['agent.call_gpt()'], 'exception', /call_gpt/],
  ])('by %s', async (_, lines, kind, message) => {
    const { failure, answer } = await run(workflow(...lines));
    expect(failure).toMatchObject({ kind, message: expect.stringMatching(message) });
    expect(answer).toBeUndefined();
  });

  it('by a broken text or none of the names', async () => {
    expect((await run('def workflow(:')).failure).toMatchObject({ kind: 'exception', errorType: 'SyntaxError' });
    expect((await run('def flow(agent, task): pass')).failure).toMatchObject({ kind: 'exception' });
  });

  it('by taking too long', async () => {
    expect((await run(workflow('while True: pass'), { limits: { wallMs: 300 } })).failure).toMatchObject({
      kind: 'timeout',
    });
  });
});

describe('quotas', () => {
  const loop = workflow('for i in range(10):', `    ${ask}`, 'return {"answer": 1}');

  it.each([
    ['calls', { calls: 3 }, 3],
    ['tokens', { tokens: 30 }, 2],
  ])('on %s end the item when the error is not caught', async (_, quotas, asked) => {
    const executor = fakeExecutor(() => '5');
    const { failure, usage } = await run(loop, { quotas, executor });
    expect(failure).toMatchObject({ kind: 'quota', errorType: 'RuntimeError' });
    expect([executor.requests.length, usage.calls]).toEqual([asked, asked]);
  });

  it('can be caught', async () => {
    const code = workflow(
      'try:',
      '    while True:',
      `        ${ask}`,
      'except RuntimeError as error:',
      '    return {"answer": str(error)}',
    );
    expect((await run(code, { quotas: { calls: 2 } })).answer).toMatch(/2 of 2 completions/);
  });

  it('count every answer of a call', async () => {
    const executor = fakeExecutor(() => '5');
    const { failure } = await run(workflow(ask.replace(')', ', num_of_response=5)')), {
      quotas: { calls: 4 },
      executor,
    });
    expect(failure).toMatchObject({ kind: 'quota' });
    expect(executor.requests).toEqual([]);
  });

  it('hold for threads together', async () => {
    const executor = fakeExecutor(() => '5');
    const code = workflow(
      'from concurrent.futures import ThreadPoolExecutor',
      'with ThreadPoolExecutor(8) as pool:',
      `    list(pool.map(lambda i: ${ask}, range(8)))`,
    );
    expect((await run(code, { quotas: { calls: 5 }, executor })).failure).toMatchObject({ kind: 'quota' });
    expect(executor.requests).toHaveLength(5);
  });

  const slow = fakeExecutor(() => new Promise((resolve) => setTimeout(() => resolve('5'), 400)));

  it('on time count what the workflow itself takes', async () => {
    const code = workflow('import time', 'time.sleep(0.4)', ask, 'return {"answer": 1}');
    expect((await run(code, { quotas: { wallMs: 200 } })).failure).toMatchObject({
      kind: 'quota',
      message: expect.stringContaining('0.2 s'),
    });
  });

  it('on time do not count what the executor takes, for threads neither', async () => {
    const pool = ['with ThreadPoolExecutor(2) as pool:', `    list(pool.map(lambda i: ${ask}, range(2)))`];
    const code = workflow('from concurrent.futures import ThreadPoolExecutor', ask, ...pool, 'return {"answer": 1}');
    await run(code); // a sandbox may have to begin something for a new program
    expect(await run(code, { quotas: { wallMs: 350 }, executor: slow })).toMatchObject({ answer: 1 });
  });

  it('on time end what does not listen', async () => {
    const code = workflow(
      'import time',
      'while True:',
      '    time.sleep(0.05)',
      '    try: agent.execute_code("1")',
      '    except Exception: pass',
    );
    const started = performance.now();
    expect((await run(code, { quotas: { wallMs: 100 } })).failure).toMatchObject({ kind: 'timeout' });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it("do not take the workflow's own RuntimeError for theirs", async () => {
    expect((await run(workflow('raise RuntimeError("quota")'))).failure).toMatchObject({ kind: 'exception' });
  });
});

describe('faults that are not the workflow’s', () => {
  const catching = workflow('try:', `    ${ask}`, 'except BaseException:', '    pass', 'return {"answer": 0}');

  it.each([
    ['server', 'provider'],
    ['cap', 'cap'],
  ] as const)('%s ends the item whatever it catches', async (kind, failureKind) => {
    const executor = fakeExecutor(() => Promise.reject(down(kind)));
    const { failure, answer } = await run(catching, { executor });
    expect(failure).toMatchObject({ kind: failureKind, message: 'It is down' });
    expect(answer).toBeUndefined();
    expect(executor.requests).toHaveLength(1);
  });

  it('waiting too long for the executor is the provider’s', async () => {
    const hangs = fakeExecutor(
      ({ signal }) => new Promise((_, reject) => signal!.addEventListener('abort', () => reject(signal!.reason))),
    );
    const failure = { kind: 'provider', errorType: 'model-timeout' };
    expect((await run(catching, { quotas: { waitMs: 200 }, executor: hangs })).failure).toMatchObject(failure);
  });

  it('but a refusal of what the workflow asked is the workflow’s', async () => {
    const refusal = new ModelError('The last message must be of the user', {
      kind: 'bad-request',
      model: 'fake',
      requestFault: true,
    });
    const executor = fakeExecutor(() => Promise.reject(refusal));
    expect((await run(workflow(ask), { executor })).failure).toMatchObject({
      kind: 'exception',
      errorType: 'ValueError',
    });
    expect(await run(catching, { executor })).toMatchObject({ answer: 0 });
  });

  it('a provider failure keeps what was used before', async () => {
    let calls = 0;
    const executor = fakeExecutor(() => (++calls < 3 ? '5' : Promise.reject(down('server'))));
    const { failure, usage } = await run(workflow('while True:', `    try: ${ask}`, '    except Exception: pass'), {
      executor,
    });
    expect(failure).toMatchObject({ kind: 'provider' });
    expect(usage).toMatchObject({ calls: 2, costUsd: 0.002 });
  });

  it('an abort is an interruption', async () => {
    const controller = new AbortController();
    const executor = fakeExecutor(({ signal }) => {
      controller.abort();
      return Promise.reject(signal!.reason);
    });
    expect((await run(catching, { executor, signal: controller.signal })).failure).toMatchObject({
      kind: 'interrupted',
    });
  });

  it('an abort that the workflow catches in time is one too', async () => {
    const controller = new AbortController();
    const deaf: Sandbox = {
      ...sandbox,
      run: (request) => sandbox.run({ ...request, signal: new AbortController().signal }),
    };
    const executor = fakeExecutor(() => {
      controller.abort();
      return Promise.reject(new Error('aborted'));
    });
    expect((await run(catching, { executor, sandbox: deaf, signal: controller.signal })).failure).toMatchObject({
      kind: 'interrupted',
    });
  });

  it('an unavailable sandbox is tried once more', async () => {
    let runs = 0;
    const flaky: Sandbox = {
      name: 'flaky',
      run: (request) =>
        ++runs === 1
          ? Promise.resolve({
              ok: false,
              failure: { kind: 'unavailable', message: 'gone' },
              stdout: '',
              cpuMs: 0,
              wallMs: 0,
              audit: [],
            })
          : sandbox.run(request),
      close: () => Promise.resolve(),
    };
    expect((await run(workflow('return {"answer": 1}'), { sandbox: flaky })).answer).toBe(1);
    const gone: Sandbox = { ...flaky, run: () => Promise.reject(new Error('no zygote')) };
    expect((await run(workflow('return {"answer": 1}'), { sandbox: gone })).failure).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('no zygote'),
    });
  });
});

describe('samples', () => {
  const twice = workflow(
    `${ask.replace(')', ', num_of_response=2)')}`,
    ask,
    'agent.call_llm(messages=[{"role": "user", "content": "other"}])',
    'return {"answer": 1}',
  );

  it('go on where the same request left off', async () => {
    expect((await asked(twice)).map(({ sample }) => sample)).toEqual([0, 2, 0]);
  });

  it('are others in another repeat, and the same when run again', async () => {
    expect((await asked(twice, { repeat: 2 })).map(({ sample }) => sample)).toEqual([200_000, 200_002, 200_000]);
    expect(await asked(twice)).toMatchObject(
      (await asked(twice)).map(({ sample, seed, messages }) => ({ sample, seed, messages })),
    );
  });

  it('bring the seed, which depends on nothing else but the run', async () => {
    const seeds = (await asked(twice)).map(({ seed }) => seed);
    expect(seeds[0]).toBe(seeds[2]);
    expect(seeds[0]).not.toBe(seeds[1]);
    expect((await asked(twice, { item: { ...item, id: 'item-2' } })).map(({ seed }) => seed)).toEqual(seeds);
    expect((await asked(twice, { seed: 1 })).map(({ seed }) => seed)).not.toEqual(seeds);
  });

  it('go to the books of the item', async () => {
    const purpose = { role: 'executor', phase: 'test', candidateId: 'c1' } as const;
    expect((await asked(twice, { purpose }))[0]!.purpose).toEqual({ ...purpose, itemId: 'item-1' });
  });
});

it('tells what the run tried', async () => {
  const { findings } = await run(
    workflow('try:', '    open("/etc/passwd")', 'except Exception:', '    pass', 'return {"answer": 1}'),
  );
  expect(findings).toEqual([
    expect.objectContaining({ rule: 'audit-open', line: null, detail: expect.stringContaining('/etc/passwd') }),
  ]);
});
