import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it, vi } from 'vitest';
import {
  type Comparison,
  compare,
  defineConfig,
  defineTask,
  evaluate,
  type Json,
  loadTask,
  loadWorkflow,
  type Model,
  ModelError,
  type OpenWorkflow,
  openWorkflowApi,
  optimize,
  type OptimizeResult,
  type ScoreResult,
  serveWorkflows,
  type Task,
  W4sError,
  type WorkflowServer,
} from '../src/index.ts';
import { fakeModel, startSim } from '../src/testing.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-library-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const ASKS =
  'def workflow(agent, task):\n' +
  '    return {"answer": agent.call_llm(messages=[{"role": "user", "content": task}])[0]}\n';
const ASKS_TWICE =
  'def workflow(agent, task):\n    agent.call_llm(messages=[{"role": "user", "content": "Plan: " + task}])\n' +
  '    return {"answer": agent.call_llm(messages=[{"role": "user", "content": "Carefully: " + task}])[0]}\n';

/** Capital letters: half a point for the right letters that are small. */
const shout = defineTask({
  name: 'shout',
  description: 'Write the word in capital letters.',
  items: ['ab', 'cd', 'ef', 'gh', 'ij', 'kl', 'mn', 'op'].map((word) => ({
    id: word,
    input: word,
    target: { word, capitals: word.toUpperCase() },
  })),
  split: { validation: 4, test: 4 },
  scorer: (prediction, { target }) => {
    expectTypeOf(target).toExtend<{ word: string; capitals: string }>();
    if (prediction === target.capitals) return 1;
    return prediction === target.word ? 0.5 : 0;
  },
});

/** Repeats the word; writes it right when asked with care. */
const echo = () =>
  fakeModel(
    ({ messages }) => {
      const text = messages.at(-1)!.content;
      return text.startsWith('Carefully: ') ? text.slice(11).toUpperCase() : text;
    },
    { id: 'fake:echo', costUsd: 0.001 },
  );

const writer = (...codes: string[]) =>
  fakeModel(
    codes.map((code) => `Better.\n\`\`\`python\n${code}\`\`\``),
    { id: 'fake:writer', costUsd: 0.01 },
  );

describe('the library', () => {
  it('optimises with a custom scorer and models of the caller’s own', async () => {
    const executor = echo();
    const meta = writer(ASKS_TWICE);
    const events: string[] = [];
    const result = await optimize({
      task: shout,
      executor,
      meta,
      turns: 1,
      validation: 4,
      test: 4,
      start: 'direct',
      store: join(folder, 'own.db'),
      golds: false,
      onEvent: ({ type, run }) => events.push(`${type}${run === '' ? '!' : ''}`),
    });
    expectTypeOf(result).toEqualTypeOf<OptimizeResult>();
    expect(result).toMatchObject({
      status: 'done',
      reason: null,
      hint: null,
      turns: 1,
      candidates: 1,
      simulated: false,
      // Start 4, meta-agent 1, trial 2, validation 8 less the 2 that the trial had asked already, test 8 and 4.
      calls: 25,
      start: { validation: { n: 4, callsPerItem: 1 }, test: { n: 4 } },
      best: { turn: 1, validation: { accuracy: 1, callsPerItem: 2 }, test: { accuracy: 1 } },
    });
    expect(result.start!.validation.accuracy).toBeLessThan(1);
    expect(result.costUsd).toBeCloseTo(0.01 + 0.001 * (result.calls - 1), 12);
    expect(executor.calls.length).toBe(result.calls - 1);
    expect(events.slice(0, 3)).toEqual(['run-started', 'candidate-proposed', 'candidate-scored']);
    expect(events.slice(3)).toEqual([
      'turn-started',
      'candidate-proposed',
      'candidate-scored',
      'turn-finished',
      'test-opened',
      'test-opened',
      'test-scored',
      'run-finished',
    ]);
    // Golds are withheld where the caller asks for it.
    expect(JSON.stringify(meta.calls.map(({ messages }) => messages))).not.toContain('capitals');
    await using loaded = await loadWorkflow(result.best!.file!, {
      executor,
      store: join(folder, 'own.db'),
      config: {},
    });
    expect(loaded.subject).toMatchObject({
      code: expect.stringContaining('Carefully'),
      file: { provenance: { run: result.run, task: 'shout' } },
    });
  });

  it('puts a workflow to use: one input, a stream of them, and what it came to', async () => {
    const file = join(folder, 'used.py');
    await writeFile(file, ASKS_TWICE);
    await using work = await loadWorkflow(file, { executor: echo(), store: join(folder, 'use.db'), config: {} });
    expectTypeOf(work).toEqualTypeOf<OpenWorkflow>();
    expect(await work.run('ab')).toMatchObject({ answer: 'AB', usage: { calls: 2, costUsd: 0.002 } });
    const answers: Json[] = [];
    for await (const { id, answer = null } of work.stream(['cd', { id: 'last', input: 'ef' }]))
      answers.push([id, answer]);
    expect(answers).toEqual([
      ['1', 'CD'],
      ['last', 'EF'],
    ]);
    expect(await work.close()).toMatchObject({ answered: 3, paid: { calls: 6 } });
    await expect(work.run('gh')).rejects.toMatchObject({ code: 'workflow-closed' });
  });

  it('serves a workflow to the openai SDK, on a port and within a server of their own', async () => {
    const file = join(folder, 'shout.py');
    await writeFile(file, ASKS_TWICE);
    const options = { workflows: [file], executor: echo(), store: join(folder, 'serve.db'), config: {}, env: {} };
    const messages = [{ role: 'user' as const, content: 'ab' }];
    const server = await serveWorkflows({ ...options, port: 0 });
    expectTypeOf(server).toEqualTypeOf<WorkflowServer>();
    const client = new OpenAI({ baseURL: server.url, apiKey: 'any' });
    const { choices } = await client.chat.completions.create({ model: 'shout', messages });
    expect([choices[0]!.message.content, server.models[0]!.id, server.open]).toEqual(['AB', 'shout', 0]);
    await server.close();
    await expect(fetch(server.url)).rejects.toThrow();
    await using api = await openWorkflowApi(options);
    const fetched = (url: string | URL | Request, init?: RequestInit) => api.fetch(new Request(url, init));
    const inside = new OpenAI({ baseURL: 'http://127.0.0.1/v1', apiKey: 'any', fetch: fetched });
    const stream = inside.chat.completions.stream({ model: 'shout', messages });
    expect(await stream.finalContent()).toBe('AB');
  });

  it('evaluates and compares in pairs', async () => {
    const store = join(folder, 'pairs.db');
    await writeFile(join(folder, 'once.py'), ASKS);
    await writeFile(join(folder, 'twice.py'), ASKS_TWICE);
    const once = await evaluate({ workflow: join(folder, 'once.py'), task: shout, executor: echo(), store });
    const twice = await evaluate({ workflow: join(folder, 'twice.py'), task: shout, executor: echo(), store });
    expectTypeOf(once).toEqualTypeOf<ScoreResult>();
    expect(twice).toMatchObject({
      accuracy: 1,
      n: 4,
      missing: 0,
      calls: 8,
      costUsd: expect.closeTo(0.008, 12),
      paid: { calls: 8 },
    });
    const both = await compare({ first: twice.run, second: once.run, store });
    expectTypeOf(both).toEqualTypeOf<Comparison>();
    expect(both.paired).toMatchObject({ items: 4, difference: 0.5, pMethod: 'sign-flip' });
    expect(both.flipped.firstBetter).toHaveLength(4);
  });

  it('takes an AbortSignal, keeps what was done, and goes on from there', async () => {
    const options = {
      task: shout,
      meta: writer(ASKS_TWICE),
      turns: 1,
      validation: 4,
      test: 4,
      start: 'direct',
      store: join(folder, 'aborted.db'),
      concurrency: 1,
    };
    const controller = new AbortController();
    const first = fakeModel(
      ({ messages }) => {
        if (first.calls.length === 3) controller.abort();
        return messages.at(-1)!.content;
      },
      { id: 'fake:echo' },
    );
    const aborted = await optimize({ ...options, executor: first, signal: controller.signal });
    expect(aborted).toMatchObject({ status: 'interrupted', best: null });
    const whole = echo();
    const result = await optimize({ ...options, executor: whole });
    expect(result).toMatchObject({ run: aborted.run, status: 'done', start: { validation: { n: 4, missing: 0 } } });
    expect(whole.calls.length + first.calls.length).toBeLessThanOrEqual(24 + 2);
  });

  it('a soft stop finishes what is under way', async () => {
    const executor = echo();
    const result = await optimize({
      task: shout,
      executor,
      meta: writer(ASKS_TWICE),
      turns: 1,
      validation: 4,
      test: 4,
      concurrency: 1,
      store: join(folder, 'soft.db'),
      onStarted: (stop) => stop(),
    });
    expect(result).toMatchObject({ status: 'interrupted', best: null, reason: expect.stringContaining('w4s resume') });
    expect(executor.calls.length).toBeLessThanOrEqual(1);
  });

  it.each<[string, (() => void) | (() => Promise<void>)]>([
    ['throw', () => expect.fail('the hook broke')],
    ['reject', async () => expect.fail('the hook broke')],
  ])('hooks that %s end nothing, and are told of once each', async (how, broken) => {
    const warned: string[] = [];
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation((text) => void warned.push(String(text)));
    const hooks = { onEvent: broken, onProgress: broken, onSpending: broken, onStarted: broken };
    const options = { task: shout, store: join(folder, `hooks-${how}.db`), config: {}, ...hooks };
    const searching = { meta: writer(ASKS_TWICE), turns: 1, validation: 4, test: 4, start: 'direct' };
    const result = await optimize({ ...options, ...searching, executor: echo() });
    expect(result).toMatchObject({ status: 'done', best: { test: { n: 4 } }, report: expect.any(String) });
    const score = await evaluate({ ...options, workflow: result.run, executor: echo(), onWarning: broken });
    expect(score).toMatchObject({ n: 4, missing: 0 });
    warn.mockRestore();
    expect(warned.filter((text) => text.startsWith('`onProgress` failed'))).toHaveLength(2);
    expect(warned.filter((text) => text.startsWith('`onEvent` failed'))).toHaveLength(1);
  });

  it('throws typed errors for what is wrong beforehand, and tells of what fails later in the result', async () => {
    const options = { task: 'gsm-hrd', executor: 'sim:executor', meta: 'sim:meta', store: join(folder, 'errors.db') };
    const error = await optimize(options).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(W4sError);
    expect(error).toMatchObject({ code: 'unknown-task', exitCode: 2, message: expect.stringContaining('gsm-hard') });
    await expect(optimize({ ...options, task: shout, turns: 0 })).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringContaining('`turns`'),
    });
    await expect(evaluate({ ...options, workflow: 'nope.py' })).rejects.toMatchObject({ code: 'unknown-workflow' });

    const refused = fakeModel(
      () => new ModelError('Expected a key, got none', { kind: 'auth', model: 'fake:locked' }),
      { id: 'fake:locked' },
    );
    const result = await optimize({ ...options, task: shout, executor: refused, validation: 4, test: 4 });
    expect(result).toMatchObject({
      status: 'failed',
      best: null,
      calls: 0,
      reason: expect.stringContaining('fake:locked'),
    });
    // The first refusal is enough; those that were under way with it may come back too.
    expect(refused.calls.length).toBeLessThanOrEqual(8);
  });

  it('works against the simulator from `w4s/testing`, with a config in place of a file', async () => {
    const task = await loadTask('word-problems');
    const sim = await startSim({ tasks: [task] });
    try {
      const config = defineConfig({
        providers: { local: { baseUrl: sim.url } },
        prices: { 'local:sim-executor': { inputUsdPerMillion: 1, outputUsdPerMillion: 2 } },
      });
      await writeFile(join(folder, 'asks.py'), ASKS);
      const result = await evaluate({
        workflow: join(folder, 'asks.py'),
        task,
        executor: 'local:sim-executor',
        limit: 10,
        config,
        store: join(folder, 'sim.db'),
      });
      expect(result).toMatchObject({ n: 10, missing: 0, simulated: true });
      const { promptTokens, completionTokens } = sim.stats();
      expect(result.costUsd).toBeCloseTo((promptTokens + 2 * completionTokens) / 1e6, 12);
    } finally {
      await sim.close();
    }
  });
});

it('is typed where the docs promise it', () => {
  expectTypeOf(shout).toEqualTypeOf<Task>();
  expectTypeOf(fakeModel([])).toExtend<Model>();
  expectTypeOf<Parameters<typeof optimize>[0]['executor']>().toEqualTypeOf<string | Model>();
  expectTypeOf<Parameters<typeof optimize>[0]['task']>().toEqualTypeOf<string | Task>();
  expectTypeOf<OptimizeResult['status']>().toEqualTypeOf<'done' | 'failed' | 'stopped' | 'interrupted' | 'cancelled'>();
  defineTask({
    name: 'sum',
    description: 'Add.',
    items: [
      { input: '1 + 1', target: 2 },
      { input: '2 + 2', target: 4 },
    ],
    scorer: (prediction, { target }) => {
      expectTypeOf(prediction).toEqualTypeOf<Json>();
      expectTypeOf(target).toExtend<number>();
      return Number(prediction) === target ? 1 : 0;
    },
  });
  const items = [
    { input: 'a', target: 'b' },
    { input: 'c', target: 'd' },
  ];
  // @ts-expect-error -- a scorer that is not known
  expect(() => defineTask({ name: 'x', description: 'y', items, scorer: 'numerc' })).toThrow(/numeric/);
  // @ts-expect-error -- a field that is not known
  defineConfig({ provders: {} });
});

it('has a public index by hand: nothing leaves that is not meant to', async () => {
  const index = await import('../src/index.ts');
  expect(Object.keys(index).toSorted()).toMatchInlineSnapshot(`
    [
      "ModelError",
      "W4sError",
      "compare",
      "defineConfig",
      "defineTask",
      "evaluate",
      "loadTask",
      "loadWorkflow",
      "openWorkflowApi",
      "optimize",
      "readGuide",
      "serveWorkflows",
      "writeGuide",
    ]
  `);
  expect(await readFile(join(import.meta.dirname, '../src/index.ts'), 'utf8')).not.toContain('export *');
});
