import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { chatServer, reply, sendJson } from '../../tests/support/chat-server.ts';
import {
  ASKS,
  type ServingOptions,
  asked,
  booked,
  loud,
  post,
  serving,
  servingFixture,
} from '../../tests/support/serving.ts';
import { type Store, findRun, itemsOf, openStore, resultsOn, saveApproval, saveVersion } from '../store/index.ts';
import { workflowHash } from '../workflow/index.ts';
import type { Session } from '../session/index.ts';
import { serveWorkflows } from './index.ts';

const shared = servingFixture();
const { folder, open } = shared;
const user = (content: unknown) => ({ role: 'user', content });
/** The events of a stream, comments as `null`. */
const events = (text: string) =>
  text
    .split('\n\n')
    .filter((event) => event !== '')
    .map((event) => (event.startsWith(':') ? null : event.replace(/^(?:event: .*\n)?data: /, '')))
    .map((data) => (data === null || data === '[DONE]' ? data : JSON.parse(data)));

test('a chat completion: the answer, its usage over all calls, where it is on record', async () => {
  await using executor = await loud();
  await using one = await open(executor);
  const chat = `${one.url}/chat/completions`;
  const { status, headers, body } = await post(chat, { model: 'asks', messages: [user('3 times a')] });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    object: 'chat.completion',
    model: 'asks',
    choices: [{ index: 0, message: { role: 'assistant', content: '2 3 TIMES A' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 30, completion_tokens: 12, total_tokens: 42, calls: 3 },
  });
  expect(body.usage.cost).toBeCloseTo(0.042);
  expect(headers.get('x-request-id')).toBe(body.id);
  expect(headers.get('x-w4s-calls')).toBe('3');
  const run = headers.get('x-w4s-run')!;
  const again = await post(chat, { model: 'asks', messages: [user('3 times a')] });
  expect(again.body.usage).toMatchObject({ total_tokens: 42, cost: 0, calls: 3 });
  await one.after(async (store) => {
    expect(await findRun(store, run)).toMatchObject({
      command: 'serve',
      status: 'done',
      name: expect.stringMatching(/^serve .*asks.py \d{4}-\d\d-\d\d$/),
    });
    expect(await resultsOn(store, `${run}/inputs`, body.id)).toMatchObject([
      { answer: '2 3 TIMES A', usage: { calls: 3 } },
    ]);
    expect(await booked(store, run)).toMatchObject({ completions: 3, requests: executor.calls.length, inFlight: 0 });
  });
});

test('a stream: role, pieces, the end, usage where it is wanted', async () => {
  const { one } = shared;
  const text = 'ä😀'.repeat(100);
  const stream = async (more: object) => {
    const { body, headers } = await post(`${one.url}/chat/completions`, {
      model: 'asks',
      messages: [user(text)],
      stream: true,
      ...more,
    });
    expect(headers.get('content-type')).toMatch(/^text\/event-stream/);
    return events(body);
  };
  const [first, ...rest] = await stream({ stream_options: { include_usage: true } });
  expect(first.choices).toMatchObject([{ delta: { role: 'assistant', content: '' }, finish_reason: null }]);
  const pieces = rest.slice(0, -3).map(({ choices }) => choices[0].delta.content);
  expect(pieces.length).toBeGreaterThan(3);
  expect(pieces.join('')).toBe(text.toUpperCase());
  expect(rest.slice(-3)).toMatchObject([
    { choices: [{ delta: {}, finish_reason: 'stop' }] },
    { choices: [], usage: { total_tokens: 14, calls: 1 } },
    '[DONE]' as never,
  ]);
  expect((await stream({})).filter((event) => event.usage !== undefined)).toEqual([]);
});

test('responses: plain, and as named events', async () => {
  const { one } = shared;
  const ask = (more: object) => post(`${one.url}/responses`, { model: 'asks', ...more });
  const parts = [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] }];
  for (const input of ['hi', parts]) {
    const { body } = await ask({ input });
    expect(body).toMatchObject({
      object: 'response',
      status: 'completed',
      output: [{ type: 'message', content: [{ type: 'output_text', text: 'HI' }] }],
      usage: { input_tokens: 10, output_tokens: 4, total_tokens: 14 },
    });
  }
  const { body } = await ask({ input: 'hi', stream: true });
  const types = events(body).map(({ type }) => type);
  expect(types).toEqual([
    'response.created',
    'response.in_progress',
    'response.output_item.added',
    'response.content_part.added',
    'response.output_text.delta',
    'response.output_text.done',
    'response.content_part.done',
    'response.output_item.done',
    'response.completed',
  ]);
  expect(events(body).map(({ sequence_number: n }) => n)).toEqual(types.map((_, i) => i));
  const image = { role: 'user', content: [{ type: 'input_image', image_url: 'data:' }] };
  for (const [wrong, param, message] of [
    [{ input: 'hi', previous_response_id: 'resp_1' }, 'previous_response_id', /no conversation is kept/],
    [{ input: [image] }, 'input.0.content.0', /got `input_image`/],
    [{ input: [{ type: 'function_call_output', output: 'x' }] }, 'input.0.type', /type message/],
    [{}, 'input', /expected string, received undefined/],
  ] as const)
    expect(await ask(wrong)).toMatchObject({
      status: 400,
      body: { error: { param, message: expect.stringMatching(message) } },
    });
});

describe('refused, in OpenAI’s form', () => {
  const image = [{ type: 'image_url', image_url: { url: 'data:' } }];
  const tool = { type: 'function', function: { name: 'f' } };
  test.each<[number, string | null, string, object | string]>([
    [400, null, 'no JSON', '{'],
    [400, 'modalities', 'sound', { model: 'asks', messages: [user('a')], modalities: ['text', 'audio'] }],
    [400, 'messages', 'no messages', { model: 'asks' }],
    [400, 'messages', 'empty messages', { model: 'asks', messages: [] }],
    [400, 'messages', 'nothing of the user', { model: 'asks', messages: [{ role: 'system', content: 'x' }] }],
    [400, 'messages.0.content.0', 'an image', { model: 'asks', messages: [user(image)] }],
    [
      400,
      'messages.1.role',
      'a tool’s result',
      { model: 'asks', messages: [user('a'), { role: 'tool', content: 'x' }] },
    ],
    [400, 'tools', 'tools', { model: 'asks', messages: [user('a')], tools: [tool] }],
    [400, 'n', 'two answers', { model: 'asks', messages: [user('a')], n: 2 }],
    [400, 'n', 'none', { model: 'asks', messages: [user('a')], n: 0 }],
    [400, 'stream', 'no word on streaming', { model: 'asks', messages: [user('a')], stream: 'yes' }],
    [404, 'model', 'another model', { model: 'gpt-4', messages: [user('a')] }],
    [413, null, 'five megabytes', { model: 'asks', messages: [user('x'.repeat(5_000_000))] }],
  ])('%s %s: %s', async (status, param, _, body) => {
    const { one, executor } = shared;
    const before = executor.calls.length;
    const answer = await post(`${one.url}/chat/completions`, body);
    expect(answer).toMatchObject({
      status,
      body: { error: { type: 'invalid_request_error', param, message: expect.any(String) } },
    });
    expect(executor.calls.length).toBe(before);
  });
});

test('models: the list, one of them, none', async () => {
  const { one } = shared;
  const get = async (path: string) => (await fetch(`${one.url}/${path}`)).json();
  const entry = {
    id: 'asks',
    object: 'model',
    created: expect.any(Number),
    owned_by: 'w4s',
    w4s: { executor: expect.stringMatching(/#the-model$/) },
  };
  expect(await get('models')).toMatchObject({ object: 'list', data: [entry] });
  expect(await get('models/asks')).toMatchObject(entry);
  expect(await get('models/none/such')).toMatchObject({ error: { code: 'model_not_found' } });
  expect(await get('nowhere')).toMatchObject({ error: { code: 'unknown_url' } });
  const wrong = await fetch(`${one.url}/chat/completions`);
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
});

const says = (word: string) => `def workflow(agent, task):\n    return {"answer": "${word}"}\n`;

/** As the next version. @returns its hash */
async function publish(store: Store, name: string, code: string): Promise<string> {
  const hash = workflowHash(code);
  const facts = { kind: 'answer', task: 'mails', executor: 'sim:executor', origin: 'run/t01c1', review: 'never' };
  await saveVersion(store, {
    ...facts,
    id: `${name} ${hash}`,
    name,
    code,
    code_hash: hash,
    scores: '{"test": 0.9}',
    approved_by: 'me',
    note: null,
    created_at: 1_000,
  });
  return hash;
}

test('published versions, several at once: by name or number, as far as they are approved', async () => {
  const storePath = join(folder(), 'store.db');
  const store = await openStore(storePath);
  const hashes = [];
  for (const word of ['v1', 'v2', 'v3']) hashes.push(await publish(store, 'emails', says(word)));
  const options = { store: storePath, config: {}, env: {}, port: 0 };
  const one = await serveWorkflows({ ...options, workflows: ['emails', 'emails@1'] });
  const ask = async (model: string) =>
    (await post(`${one.url}/chat/completions`, { model, messages: [user('a')] })).body.choices[0].message.content;
  expect([await ask('emails'), await ask('emails@3'), await ask('emails@1')]).toEqual(['v3', 'v3', 'v1']);
  const list = (await (await fetch(`${one.url}/models`)).json()) as { data: { id: string }[] };
  expect(list.data.map(({ id }) => id)).toEqual(['emails@3', 'emails@1']);
  expect(list.data[0]).toMatchObject({
    created: 1,
    w4s: { hash: hashes[2], scores: { test: 0.9 }, approved_by: 'me' },
  });
  await expect(serveWorkflows({ ...options, workflows: ['emails'] })).rejects.toMatchObject({ code: 'run-busy' });
  await one.close({ graceMs: 1_000 });
  await saveApproval(store, { code_hash: hashes[1]!, decision: 'rejected', by: 'me', note: null, at: 1 });
  await expect(serveWorkflows({ ...options, workflows: ['emails@2'] })).rejects.toMatchObject({ code: 'rejected' });
  await store.close();
});

test.each<[string, string[], object]>([
  ['unknown-workflow', ['none.py'], {}],
  ['missing-key', ['one/asks.py'], { host: '0.0.0.0' }],
  ['missing-key', ['one/asks.py'], { host: '0.0.0.0', key: '' }],
  ['missing-key', ['one/asks.py'], { key: '' }],
  ['missing-key', ['one/asks.py'], { key: ' \n' }],
  ['duplicate-model', ['one/asks.py', 'two/asks.py'], {}],
  ['missing-model', ['one/asks.py'], { executor: undefined }],
])('%s: nothing is served', async (code, names, more) => {
  const place = folder();
  for (const name of ['one', 'two']) {
    await mkdir(join(place, name));
    await writeFile(join(place, name, 'asks.py'), ASKS);
  }
  const workflows = names.map((name) => join(place, name));
  const served = serveWorkflows({ workflows, executor: 'sim:executor', port: 0, session: shared.session, ...more });
  await expect(served).rejects.toMatchObject({ code });
});

test('a key is asked of every request', async () => {
  await using executor = await loud();
  await using one = await open(executor, { key: 'secret' });
  const body = { model: 'asks', messages: [user('a')] };
  const chat = `${one.url}/chat/completions`;
  for (const headers of [{}, { authorization: 'Bearer other' }, { authorization: 'secret' }] as Record<
    string,
    string
  >[])
    expect(await post(chat, body, headers)).toMatchObject({
      status: 401,
      body: { error: { code: 'invalid_api_key' } },
    });
  expect((await post(chat, body, { authorization: 'Bearer secret' })).status).toBe(200);
});

describe('failures', () => {
  const FAILS = 'def workflow(agent, task):\n    raise ValueError("no " + task)\n';
  test.each<[string, Partial<ServingOptions>, number, string, string]>([
    ['the workflow’s own', { code: FAILS }, 500, 'workflow_failed', 'false'],
    ['the executor’s', {}, 502, 'executor_failed', 'true'],
    ['too slow', { timeoutMs: 150 }, 504, 'timeout', 'true'],
  ])('%s', async (_, options, status, code, again) => {
    await using executor = await chatServer(async (call, response) => {
      if (code !== 'timeout') return sendJson(response, 500, {});
      await sleep(3_000);
      return reply(asked(call));
    });
    await using one = await open(executor, options);
    const body = { model: 'asks', messages: [user('a')] };
    const plain = await post(`${one.url}/chat/completions`, body);
    expect(plain).toMatchObject({ status, body: { error: { code, type: 'server_error' } } });
    expect(plain.headers.get('x-should-retry')).toBe(again);
    expect(plain.body.error.message).not.toMatch(/(\b\w+: )\1/);
    const streamed = await post(`${one.url}/chat/completions`, { ...body, stream: true });
    expect(events(streamed.body).at(-1)).toMatchObject({ error: { code } });
    expect(one.server.open).toBe(0);
  });

  test('more than may wait: 429, with the time to come back', async () => {
    const held = Promise.withResolvers<void>();
    await using executor = await chatServer(async () => (await held.promise, reply('x')));
    await using one = await open(executor, { maxConcurrency: 1, maxQueue: 1 });
    const ask = (text: string) => post(`${one.url}/chat/completions`, { model: 'asks', messages: [user(text)] });
    const first = [ask('a'), ask('b')];
    await expect.poll(() => one.server.open).toBe(2);
    const third = await ask('c');
    expect(third).toMatchObject({ status: 429, body: { error: { code: 'rate_limit_exceeded' } } });
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
    held.resolve();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200]);
  });

  test('a burst over what is left of a day’s budget: 429 while it is held, and served again once it is not', async () => {
    const held = Promise.withResolvers<void>();
    await using executor = await chatServer(async (call) => {
      if (asked(call) === 'same') await held.promise;
      return reply('x');
    });
    await using one = await open(executor, { budgetUsdPerDay: 0.145, maxTokens: 5 });
    const ask = (text: string) => post(`${one.url}/chat/completions`, { model: 'asks', messages: [user(text)] });
    for (const text of 'abcdef') expect((await ask(text)).status).toBe(200);
    const burst = Array.from({ length: 40 }, () => ask('same'));
    await expect.poll(() => executor.calls.length).toBe(7);
    const refused = await Promise.race(burst);
    expect(refused).toMatchObject({ status: 429, body: { error: { code: 'rate_limit_exceeded' } } });
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(refused.headers.get('x-should-retry')).toBe('true');
    await expect.poll(() => one.server.open).toBeLessThan(40);
    held.resolve();
    const statuses = (await Promise.all(burst)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    expect((await ask('x')).status).toBe(200);
    expect(await ask('y')).toMatchObject({ status: 429, body: { error: { code: 'insufficient_quota' } } });
    expect((await ask('same')).status).toBe(200);
  });

  test('a day’s budget: 429 until midnight, also after a restart; then the next day is a run of its own', async () => {
    await using executor = await loud();
    const at = { now: Date.parse('2026-03-01T23:59:00Z') };
    const options = {
      folder: folder(),
      session: shared.session,
      executor,
      budgetUsdPerDay: 0.1,
      maxTokens: 5,
      now: () => at.now,
    };
    const ask = async (url: string, text: string) =>
      post(`${url}/chat/completions`, { model: 'asks', messages: [user(text)] });
    const runs = new Set<string | null>();
    for (const letters of ['abcdefghij', 'k']) {
      await using one = await serving(options);
      const answers = [];
      for (const letter of letters) answers.push(await ask(one.url, letter));
      runs.add(one.server.models[0]!.run);
      if (letters.length > 1) expect(answers[0]!.status).toBe(200);
      const last = answers.at(-1)!;
      expect(last).toMatchObject({ status: 429, body: { error: { code: 'insufficient_quota' } } });
      expect(last.headers.get('retry-after')).toBe('60');
      expect(last.headers.get('x-should-retry')).toBe('false');
    }
    expect(runs.size).toBe(1);
    await using one = await serving(options);
    expect((await ask(one.url, 'l')).status).toBe(429);
    at.now += 120_000;
    const next = await ask(one.url, 'l');
    expect(next.status).toBe(200);
    expect(runs.has(next.headers.get('x-w4s-run'))).toBe(false);
  });
});

test('over midnight tools stay open, and a model names the run of the new day', async () => {
  await using executor = await loud();
  const place = folder();
  const task = join(place, 'task.mjs');
  await writeFile(join(place, 'passages.jsonl'), '{"text": "Lima is a city."}\n');
  await writeFile(
    task,
    `const items = [1, 2, 3].map((target) => ({ input: 'Number ' + target, target }));
    export default { name: 'numbers', description: 'Count.', scorer: 'numeric', items,
      folder: import.meta.dirname, tools: [{ corpus: 'passages.jsonl' }] };`,
  );
  const opened = new Set<unknown>();
  const watched: Session = {
    ...shared.session,
    tools: async (task) => {
      const tools = await shared.session.tools(task);
      opened.add(tools);
      return tools;
    },
  };
  const at = { now: Date.parse('2026-03-01T23:59:00Z') };
  await using one = await open(executor, { session: watched, task, now: () => at.now });
  const [model] = one.server.models;
  const runs = new Set([model!.run]);
  for (let day = 0; day < 2; day++) {
    at.now += 86_400_000;
    const { headers } = await post(`${one.url}/chat/completions`, { model: 'asks', messages: [user('a')] });
    expect(model!.run).toBe(headers.get('x-w4s-run'));
    expect(JSON.parse(JSON.stringify(model)).run).toBe(model!.run);
    runs.add(model!.run);
  }
  expect(runs.size).toBe(3);
  expect(opened.size).toBe(1);
});

test('what is served stays until the next start, over midnight too', async () => {
  await using executor = await loud();
  const name = 'pinned';
  await publish(shared.session.store, name, says('first'));
  const at = { now: Date.parse('2026-03-01T23:59:00Z') };
  await using one = await open(executor, { workflows: [name], now: () => at.now });
  const ask = async (model: string) => post(`${one.url}/chat/completions`, { model, messages: [user('a')] });
  await publish(shared.session.store, name, says('second'));
  at.now += 120_000;
  for (const model of [name, `${name}@1`])
    expect(await ask(model)).toMatchObject({
      status: 200,
      body: { model: `${name}@1`, choices: [{ message: { content: 'first' } }] },
    });
});

test('a workflow has one budget a day, however it is named', async () => {
  await using executor = await loud();
  const name = 'budgeted';
  await publish(shared.session.store, name, ASKS);
  const runs = new Set<string>();
  for (const reference of [name, `${name}@1`]) {
    await using one = await open(executor, { workflows: [reference] });
    runs.add(one.server.models[0]!.run);
  }
  const cwd = folder();
  for (const path of [join(cwd, 'asks.py'), join(cwd, '.', '..', basename(cwd), 'asks.py')]) {
    await using one = await serving({ folder: cwd, session: shared.session, executor, workflows: [path] });
    runs.add(one.server.models[0]!.run);
  }
  expect(runs.size).toBe(2);
});

test('comment lines while a workflow thinks', async () => {
  await using executor = await chatServer(async () => (await sleep(350), reply('x')));
  await using one = await open(executor, { heartbeatMs: 100 });
  const { body } = await post(`${one.url}/chat/completions`, { model: 'asks', messages: [user('a')], stream: true });
  const all = events(body);
  expect(all.filter((event) => event === null).length).toBeGreaterThanOrEqual(2);
  expect(all[0].choices[0].delta.role).toBe('assistant');
  expect(all.at(-1)).toBe('[DONE]');
});

test.each([true, false])(
  'a client that hangs up ends the calls of its request; they are on record (stream: %s)',
  async (stream) => {
    await using executor = await chatServer(() => undefined);
    await using one = await open(executor);
    const controller = new AbortController();
    const gone = fetch(`${one.url}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'asks', messages: [user('a')], stream }),
      signal: controller.signal,
    }).then((answer) => answer.text());
    await expect.poll(() => executor.calls.length).toBe(1);
    controller.abort();
    await expect(gone).rejects.toThrow();
    await expect.poll(() => executor.aborted).toBe(1);
    await expect.poll(() => one.server.open).toBe(0);
    const { run } = one.server.models[0]!;
    await one.after(async (store) => {
      expect(await booked(store, run)).toMatchObject({ completions: 1, inFlight: 1, requests: 1 });
    });
  },
);

test('what was broken off counts toward the budget of the day at once', async () => {
  await using executor = await chatServer(() => undefined);
  await using one = await open(executor, { budgetUsdPerDay: 1.5, maxTokens: 1_000 });
  const body = { model: 'asks', messages: [user('a')] };
  const headers = { 'content-type': 'application/json' };
  const send = (signal: AbortSignal) =>
    fetch(`${one.url}/chat/completions`, { method: 'POST', headers, body: JSON.stringify(body), signal });
  const controller = new AbortController();
  const gone = send(controller.signal);
  await expect.poll(() => executor.calls.length).toBe(1);
  controller.abort();
  await expect(gone).rejects.toThrow();
  await expect.poll(() => one.server.open).toBe(0);
  expect((await send(AbortSignal.timeout(5_000))).status).toBe(429);
  expect(executor.calls.length).toBe(1);
});

test('stopping: what is under way is finished, what is new is refused; after the grace it is broken off', async () => {
  for (const graceMs of [5_000, 50]) {
    const held = Promise.withResolvers<void>();
    await using executor = await chatServer(async () => (await held.promise, reply('x')));
    const one = await open(executor);
    const first = post(`${one.url}/chat/completions`, { model: 'asks', messages: [user(`${graceMs}`)] });
    await expect.poll(() => one.server.open).toBe(1);
    const stopped = one.server.close({ graceMs });
    await expect(fetch(`${one.url}/models`)).rejects.toThrow();
    if (graceMs > 100) held.resolve();
    const { status, body } = await first;
    expect([status, body.error?.code]).toEqual(graceMs > 100 ? [200, undefined] : [503, 'server_stopping']);
    await stopped;
  }
});

test('forgetting keeps numbers and no text', async () => {
  await using executor = await chatServer(() => reply('an answer of yours'));
  await using one = await open(executor, { forgets: true });
  const ask = () => post(`${one.url}/chat/completions`, { model: 'asks', messages: [user('a secret of mine')] });
  const [first, second] = [await ask(), await ask()];
  expect(second.body.usage.cost).toBeCloseTo(0.014);
  const run = first.headers.get('x-w4s-run')!;
  await one.after(async (store) => {
    expect(await itemsOf(store, run, 'inputs', [first.body.id])).toEqual(new Map());
    expect(await resultsOn(store, `${run}/inputs`, first.body.id)).toMatchObject([
      { answer: null, usage: { calls: 1 }, stdout: '' },
    ]);
    expect(await booked(store, run)).toMatchObject({ completions: 2, inFlight: 0 });
    const dump = await Promise.all(
      (['items', 'item_results', 'requests', 'samples', 'calls', 'intents', 'events', 'runs'] as const).map((table) =>
        store.db.selectFrom(table).selectAll().execute(),
      ),
    );
    expect(JSON.stringify(dump)).not.toMatch(/secret of mine|answer of yours/);
  });
});

test('fresh: the same question is asked anew, with draws of its own', async () => {
  await using executor = await chatServer((_call, _response, index) => reply(`answer ${index}`));
  await using one = await open(executor, { cache: 'fresh' });
  const ask = async () =>
    (await post(`${one.url}/chat/completions`, { model: 'asks', messages: [user('a')] })).body.choices[0].message
      .content;
  expect([await ask(), await ask()]).toEqual(['answer 0', 'answer 1']);
});

test('metrics and spans', async () => {
  const spans: ReceivedSpan[] = [];
  await using collector = await chatServer(({ body }) => {
    // oxlint-disable-next-line typescript/no-explicit-any -- OTLP's own shape
    spans.push(...(body as any).resourceSpans[0].scopeSpans[0].spans);
    return {};
  });
  await using executor = await loud();
  const endpoint = collector.baseUrl.replace(/\/v1$/, '');
  const one = await open(executor, { metrics: true, otlp: endpoint });
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  await post(`${one.url}/chat/completions`, { model: 'asks', messages: [user('2 times a')] }, { traceparent });
  const text = async () => (await fetch(one.url.replace(/v1$/, 'metrics'))).text();
  await expect.poll(text).toContain('w4s_requests_total{model="asks",status="200"} 1');
  expect(await text()).toMatch(
    /w4s_executor_calls_total\{model="asks"\} 2\n[^]*w4s_paid_usd_total\{model="asks"\} 0\.028/,
  );
  await one.server.close({ graceMs: 1_000 });
  expect(spans).toMatchObject([
    { traceId: 'a'.repeat(32), parentSpanId: 'b'.repeat(16), name: 'chat asks', kind: 2 },
    {
      traceId: 'a'.repeat(32),
      parentSpanId: spans[0]!.spanId,
      name: expect.stringMatching(/^chat http.*#the-model$/),
      kind: 3,
    },
    { traceId: 'a'.repeat(32), parentSpanId: spans[0]!.spanId, kind: 3 },
  ]);
  expect(JSON.stringify(spans)).toContain('{"key":"gen_ai.usage.input_tokens","value":{"intValue":"20"}}');
  const handedOn = executor.calls.map(({ headers }) => String(headers['traceparent']).split('-')[2]);
  expect(handedOn).toEqual(spans.slice(1).map(({ spanId }) => spanId));
});

describe('a trace is handed on to the executor', () => {
  const [traceId, parent] = ['a'.repeat(32), 'b'.repeat(16)];
  const headers = { traceparent: `00-${traceId}-${parent}-01`, tracestate: 'vendor=value' };
  const side = '### Task:\nx\n### Output:\n{ "title": "..." }\n<chat_history>\nUSER: hi\n</chat_history>';

  test.each([
    ['the calls of a workflow', '2 times a'],
    ['a side request', side],
  ])('%s: each by a span of its own', async (_, text) => {
    await using executor = await loud();
    await using one = await open(executor);
    await post(`${one.url}/chat/completions`, { model: 'asks', messages: [user(text)] }, headers);
    const seen = executor.calls.map((call) => call.headers['traceparent'] as string);
    expect(seen.length).toBe(text === side ? 1 : 2);
    for (const sent of seen) expect(sent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(new Set([...seen, headers.traceparent]).size).toBe(seen.length + 1);
    expect(executor.calls.map((call) => call.headers['tracestate'])).toEqual(seen.map(() => 'vendor=value'));
  });

  test.each([
    ['none', {}, undefined],
    ['one that can’t be read', { ...headers, traceparent: 'nonsense' }, undefined],
    ['a state that can’t be read', { ...headers, tracestate: '???' }, 'a trace'],
  ] as const)('%s', async (_, sent, expected) => {
    await using executor = await loud();
    await using one = await open(executor);
    await post(`${one.url}/chat/completions`, { model: 'asks', messages: [user('a')] }, { ...sent });
    const { traceparent, tracestate } = executor.calls[0]!.headers;
    expect([traceparent && 'a trace', tracestate]).toEqual([expected, undefined]);
  });
});

interface ReceivedSpan {
  spanId: string;
}
