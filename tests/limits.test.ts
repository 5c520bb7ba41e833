import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runStudy } from '../src/lab/study/index.ts';
import { collect } from '../src/rlao/index.ts';
import { type Model, evaluate, loadWorkflow, openWorkflowApi, optimize, writeGuide } from '../src/index.ts';
import { fakeModel } from '../src/testing.ts';
import { exampleWorkflow } from '../src/workflow/index.ts';
import { fakeTask } from './support/fake-task.ts';
import { temporaryFolders } from './support/temporary.ts';

const folder = temporaryFolders();
const workflow = exampleWorkflow('direct');
const task = fakeTask();

/** The options as a program without types may give them. */
type Loose = Record<string, unknown>;
const calls: Record<string, (executor: Model, options: Loose) => Promise<unknown>> = {
  optimize: (executor, options) => optimize({ task, executor, meta: executor, ...options }),
  evaluate: (executor, options) => evaluate({ workflow, task, executor, ...options }),
  loadWorkflow: (executor, options) => loadWorkflow(workflow, { executor, ...options }),
  openWorkflowApi: (executor, options) => openWorkflowApi({ workflows: [workflow], executor, ...options }),
  writeGuide: (executor, options) =>
    writeGuide({ runs: [], writer: executor, out: join(folder(), 'g.md'), ...options }),
  collect: (executor, options) => collect({ tasks: [task], executor, meta: executor, ...options }),
};

const wrong: [keyof typeof calls, Loose, string][] = [
  ...['optimize', 'evaluate', 'loadWorkflow', 'writeGuide', 'collect'].flatMap((name): [string, Loose, string][] => [
    [name, { budgetUsd: Number.NaN }, 'Expected `budgetUsd` to be a number, got `NaN`'],
    [name, { budgetUsd: 'two' }, 'Expected `budgetUsd` to be a number, got `"two"`'],
    [name, { budgetUsd: -1 }, 'Expected `budgetUsd` to be at least 0, got `-1`'],
    [name, { concurrency: 0 }, 'Expected `concurrency` to be above 0, got `0`'],
    [name, { concurrency: Number.NaN }, '`concurrency`'],
  ]),
  ...['optimize', 'evaluate', 'loadWorkflow', 'collect'].map((name): [string, Loose, string] => [
    name,
    { maxCalls: Number.NaN },
    '`maxCalls`',
  ]),
  ['optimize', { maxMinutes: Number.NaN }, '`maxMinutes`'],
  ['optimize', { maxExecutorCalls: Number.NaN }, '`maxExecutorCalls`'],
  [
    'loadWorkflow',
    { quotas: { calls: Number.NaN } },
    'Expected `quotas.calls` to be a number of at least 0, got `NaN`',
  ],
  ['loadWorkflow', { quotas: { wallMs: 0 } }, 'Expected `quotas.wallMs` to be a number of milliseconds above 0'],
  ['loadWorkflow', { quotas: { cals: 1 } }, '`quotas`'],
  ['openWorkflowApi', { budgetUsdPerDay: Number.NaN }, '`budgetUsdPerDay`'],
  ['openWorkflowApi', { maxQueue: Number.NaN }, 'Expected `maxQueue` to be a whole number of at least 0, got `NaN`'],
  ['openWorkflowApi', { maxConcurrency: -1 }, '`maxConcurrency`'],
  ['openWorkflowApi', { timeoutMs: Number.NaN }, '`timeoutMs`'],
];

describe('a limit that is none is refused by its name, with nothing asked', () => {
  it.each(wrong)('%s with %o', async (name, options, message) => {
    const executor = fakeModel(() => '1');
    const call = calls[name]!(executor, { store: ':memory:', config: {}, env: {}, ...options });
    await expect(call).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(message) });
    expect(executor.calls).toEqual([]);
  });

  it('of a study too', async () => {
    const study = { kind: 'study' } as Parameters<typeof runStudy>[0];
    await expect(runStudy(study, { budgetUsd: Number.NaN })).rejects.toThrow('`budgetUsd`');
  });

  it('a config that is an object is read as its file is', async () => {
    const config = { defaults: { concurrency: 0 } };
    await expect(calls['evaluate']!(fakeModel([]), { store: ':memory:', config })).rejects.toMatchObject({
      code: 'bad-config',
      message: expect.stringContaining('`defaults.concurrency` in the option `config`'),
    });
  });
});

describe('no limit', () => {
  it('is what `Infinity` and `undefined` say of caps', async () => {
    const caps = { budgetUsd: Infinity, maxCalls: Infinity, concurrency: undefined };
    const result = await evaluate({
      workflow,
      task,
      executor: fakeModel(() => '1'),
      store: ':memory:',
      config: {},
      ...caps,
    });
    expect(result).toMatchObject({ status: 'complete' });
  });

  it.each([
    { wallMs: Infinity, waitMs: Infinity, calls: Infinity, codeCpuMs: Infinity },
    { wallMs: 1e12, waitMs: 2 ** 31 },
    { wallMs: undefined, calls: undefined },
  ])('of an input: %j', async (quotas) => {
    const options = { executor: fakeModel(() => '1'), store: ':memory:', config: {} };
    await using opened = await loadWorkflow(workflow, { ...options, quotas: quotas as object });
    expect(await opened.run('What is 0 + 1?')).toMatchObject({ answer: '1' });
  });

  it('that is given as undefined is the usual one', async () => {
    const path = join(folder(), 'asks-often.py');
    const question = '[{"role": "user", "content": task + str(i)}]';
    await writeFile(
      path,
      `def workflow(agent, task):\n    for i in range(65):\n        agent.call_llm(messages=${question})\n    return {"answer": 1}\n`,
    );
    const options = { executor: fakeModel(() => '1'), store: ':memory:', config: {} };
    await using opened = await loadWorkflow(path, { ...options, quotas: { calls: undefined } as object });
    expect(await opened.run('a')).toMatchObject({ failure: { kind: 'quota' }, usage: { calls: 64 } });
  });

  it('of a request and of the grace at the end', async () => {
    const executor = fakeModel(async () => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return '1';
    });
    const options = { workflows: [workflow], executor, store: ':memory:', config: {}, timeoutMs: Infinity };
    const api = await openWorkflowApi(options);
    const messages = [{ role: 'user', content: 'What is 0 + 1?' }];
    const answer = api.fetch(
      new Request('http://localhost/v1/chat/completions', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'direct', messages }),
      }),
    );
    await expect.poll(() => executor.calls.length).toBe(1);
    await api.close({ graceMs: Infinity });
    expect((await answer).status).toBe(200);
  });
});
