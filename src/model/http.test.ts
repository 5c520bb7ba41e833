import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { chatServer, refusal, reply, sendJson } from '../../tests/support/chat-server.ts';
import type { ReceivedCall } from '../../tests/support/chat-server.ts';
import type { CompletionRequest } from './contract.ts';
import { ModelError, type ModelErrorKind } from './error.ts';
import { httpModel } from './http.ts';
import type { HttpModelOptions } from './http.ts';
import { createTraits } from './http/traits.ts';

const messages = [{ role: 'user', content: 'What is 6 x 7?' }] as const;

function modelAt(baseUrl: string, options: Partial<HttpModelOptions> = {}) {
  return httpModel({ id: 'test:the-model', name: 'the-model', baseUrl, ...options });
}

async function failureOf(promise: Promise<unknown>): Promise<ModelError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ModelError)) throw new Error(`Expected a ModelError, got ${String(error)}`);
  return error;
}

test('sends the request in the words of the API and reads the answer', async () => {
  await using server = await chatServer(() => reply('42', 'forty-two'));
  const model = modelAt(`${server.baseUrl}/`, {
    apiKey: 'sk-test-123456',
    headers: { 'x-team': 'blue' },
    costOf: ({ promptTokens }) => promptTokens / 1000,
  });
  const completion = await model.complete({
    messages,
    n: 2,
    temperature: 0.7,
    maxTokens: 50,
    seed: 3,
    responseFormat: 'json',
  });
  expect(server.calls[0]!.body).toEqual({
    model: 'the-model',
    messages,
    stream: false,
    n: 2,
    temperature: 0.7,
    max_tokens: 50,
    seed: 3,
    response_format: { type: 'json_object' },
  });
  expect(server.calls[0]!.headers).toMatchObject({ authorization: 'Bearer sk-test-123456', 'x-team': 'blue' });
  expect(completion).toMatchObject({
    choices: [{ text: '42', outcome: 'ok', finishReason: 'stop' }, { text: 'forty-two' }],
    usage: { promptTokens: 10, completionTokens: 8 },
    costUsd: 0.01,
    fresh: { requests: 1, promptTokens: 10, completionTokens: 8, costUsd: 0.01 },
    model: 'the-model-0125',
  });
});

const choice = (message: unknown, finish_reason: string | null = 'stop') => ({ choices: [{ message, finish_reason }] });

describe('what a choice can be', () => {
  test.each([
    ['null content', choice({ content: null }), '', 'empty'],
    ['no message', { choices: [{ finish_reason: 'stop' }] }, '', 'empty'],
    ['blank text', choice({ content: ' \n' }), ' \n', 'empty'],
    ['a limit', choice({ content: 'half an ans' }, 'length'), 'half an ans', 'truncated'],
    ['a limit used up by thinking', choice({ content: '', reasoning_content: 'hm' }, 'length'), '', 'truncated'],
    ['a filter', choice({ content: '' }, 'content_filter'), '', 'filtered'],
    ['a refusal', choice({ content: null, refusal: 'No.' }), '', 'refused'],
    ['thinking beside the text', choice({ content: '42', reasoning_content: 'six sevens' }), '42', 'ok'],
    [
      'parts',
      choice({
        content: [
          { type: 'thinking', thinking: 'hm' },
          { type: 'text', text: '4' },
          { type: 'text', text: '2' },
        ],
      }),
      '42',
      'ok',
    ],
    ['no finish reason', choice({ content: '42' }, null), '42', 'ok'],
  ])('%s', async (_, answer, text, outcome) => {
    await using server = await chatServer(() => answer);
    const { choices } = await modelAt(server.baseUrl).complete({ messages });
    expect(choices).toEqual([{ text, outcome, finishReason: answer.choices[0]!.finish_reason }]);
  });

  test('missing usage is estimated', async () => {
    await using server = await chatServer(() => ({
      choices: [{ message: { content: 'twelve chars' }, finish_reason: 'stop' }],
    }));
    const traits = createTraits();
    const { usage, model } = await modelAt(server.baseUrl, { traits }).complete({ messages });
    expect(usage).toEqual({ promptTokens: 4, completionTokens: 3 });
    expect(model).toBe('the-model');
    expect(traits.usageMissing).toBe(true);
  });

  test.each([
    [
      'strings',
      {
        logprobs: {
          content: [
            { token: 'a', logprob: -0.5 },
            { token: 'b', logprob: -1 },
          ],
        },
      },
      ['a', 'b'],
    ],
    [
      'vLLM ids',
      {
        token_ids: [5, 9],
        logprobs: {
          content: [
            { token: 'a', logprob: -0.5 },
            { token: 'b', logprob: -1 },
          ],
        },
      },
      [5, 9],
    ],
    [
      'ids written as strings',
      {
        logprobs: {
          content: [
            { token: 'token_id:5', logprob: -0.5 },
            { token: 'token_id:9', logprob: -1 },
          ],
        },
      },
      [5, 9],
    ],
    [
      'ids that do not fit',
      {
        token_ids: [5],
        logprobs: {
          content: [
            { token: 'a', logprob: -0.5 },
            { token: 'b', logprob: -1 },
          ],
        },
      },
      ['a', 'b'],
    ],
  ])('log-probabilities with %s', async (_, extra, tokens) => {
    await using server = await chatServer(() => ({
      choices: [{ message: { content: 'ab' }, finish_reason: 'stop', ...extra }],
    }));
    const { choices } = await modelAt(server.baseUrl, { traits: createTraits({ tokenIds: true }) }).complete({
      messages,
      logprobs: true,
    });
    expect(choices[0]).toMatchObject({ tokens, logprobs: [-0.5, -1] });
    expect(server.calls[0]!.body).toMatchObject({ logprobs: true, return_token_ids: true });
  });
});

describe('fields that a server refuses are learnt once', () => {
  type Case = [
    name: string,
    request: Partial<CompletionRequest>,
    refuses: (body: ReceivedCall['body']) => unknown,
    after: Record<string, unknown>,
  ];
  const cases: Case[] = [
    [
      'response_format',
      { responseFormat: 'json' },
      (b) => b['response_format'] && refusal("'response_format' is not supported by this model"),
      { response_format: undefined },
    ],
    [
      'max_tokens',
      { maxTokens: 9 },
      (b) =>
        b['max_tokens'] &&
        refusal(
          "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
          { param: 'max_tokens', code: 'unsupported_parameter' },
        ),
      { max_tokens: undefined, max_completion_tokens: 9 },
    ],
    [
      'temperature',
      { temperature: 0.3 },
      (b) =>
        b['temperature'] &&
        refusal(
          "Unsupported value: 'temperature' does not support 0.3 with this model. " +
            'Only the default (1) value is supported.',
          { param: 'temperature' },
        ),
      { temperature: undefined },
    ],
    [
      'seed',
      { seed: 1 },
      (b) =>
        b['seed'] && {
          detail: [{ type: 'extra_forbidden', loc: ['body', 'seed'], msg: 'Extra inputs are not permitted' }],
        },
      { seed: undefined },
    ],
    [
      'logprobs',
      { logprobs: true },
      (b) => b['logprobs'] && refusal('You are not allowed to request logprobs from this model', { param: 'logprobs' }),
      { logprobs: undefined },
    ],
    ['n', { n: 5 }, (b) => b['n'] && refusal('Only one completion choice is allowed'), { n: undefined }],
    ['n by its name', { n: 5 }, (b) => b['n'] && refusal('n > 1 is not supported'), { n: undefined }],
  ];
  test.each(cases)('%s', async (_, request, refuses, after) => {
    await using server = await chatServer(({ body }, response) => {
      const error = refuses(body);
      return error ? sendJson(response, 400, error) : reply('42');
    });
    const adapted: string[] = [];
    const model = modelAt(server.baseUrl, { onAdapt: ({ field }) => adapted.push(field) });
    const first = await model.complete({ messages, ...request });
    const second = await model.complete({ messages, ...request });
    expect([first.choices.length, second.choices.length, first.fresh.requests, second.fresh.requests]).toEqual([
      1, 1, 2, 1,
    ]);
    expect(server.calls).toHaveLength(3);
    for (const [field, value] of Object.entries(after)) expect(server.calls[2]!.body[field]).toEqual(value);
    expect(adapted).toHaveLength(1);
  });

  test('the other way: max_completion_tokens', async () => {
    await using server = await chatServer(({ body }, response) =>
      body['max_completion_tokens']
        ? sendJson(response, 400, refusal('Unrecognized request argument supplied: max_completion_tokens'))
        : reply('42'),
    );
    await modelAt(server.baseUrl, { traits: createTraits({ maxTokensField: 'max_completion_tokens' }) }).complete({
      messages,
      maxTokens: 9,
    });
    expect(server.calls[1]!.body).toMatchObject({ max_tokens: 9 });
  });

  test('several at once, and calls side by side', async () => {
    await using server = await chatServer(({ body }, response) => {
      const field = ['temperature', 'seed', 'response_format'].find((name) => name in body);
      return field
        ? sendJson(response, 400, refusal(`Unsupported parameter: '${field}'`, { param: field }))
        : reply('42');
    });
    const model = modelAt(server.baseUrl);
    const done = await Promise.all(
      Array.from({ length: 5 }, () => model.complete({ messages, temperature: 1, seed: 1, responseFormat: 'json' })),
    );
    expect(done.every(({ choices }) => choices[0]!.text === '42')).toBe(true);
    expect(server.calls.at(-1)!.body).toEqual({ model: 'the-model', messages, stream: false });
  });

  test('a server that refuses everything teaches nothing, and is not asked more than a few times', async () => {
    await using server = await chatServer((_call, response) =>
      sendJson(response, 400, refusal('temperature, seed and max_tokens are wrong')),
    );
    const traits = createTraits();
    const model = modelAt(server.baseUrl, { traits });
    const calls = Array.from({ length: 20 }, () =>
      failureOf(model.complete({ messages, temperature: 0.5, maxTokens: 100, seed: 1 })),
    );
    for (const failure of await Promise.all(calls))
      expect(failure).toMatchObject({ kind: 'bad-request', requestFault: false });
    expect([traits.refused, traits.maxTokensField, traits.maxTokens]).toEqual([[], 'max_tokens', undefined]);
    expect(server.calls.length).toBeLessThanOrEqual(20 + 2);
  });
});

describe('failures', () => {
  test.each<[number, unknown, ModelErrorKind, boolean]>([
    [401, refusal('bad key'), 'auth', false],
    [403, {}, 'auth', false],
    [402, refusal('insufficient credits'), 'auth', false],
    [404, refusal('no such path'), 'not-found', false],
    [400, refusal('x', { code: 'model_not_found' }), 'not-found', false],
    [400, refusal('too long', { code: 'context_length_exceeded' }), 'context-length', false],
    [413, {}, 'context-length', false],
    [
      400,
      refusal("This model's maximum prompt length is 131072 but the request has 136973 tokens"),
      'context-length',
      false,
    ],
    [400, refusal('Range of input length should be [1, 30720]'), 'context-length', false],
    [
      422,
      { error: 'Input validation error: `inputs` must have less than 1024 tokens. Given: 1168' },
      'context-length',
      false,
    ],
    [422, { error: 'Input validation error: `max_new_tokens` must be <= 192. Given: 200' }, 'bad-request', false],
    [422, { detail: [{ msg: 'field required' }] }, 'bad-request', false],
    [408, {}, 'timeout', true],
    [429, refusal('slow down'), 'rate-limit', true],
    [429, refusal('You exceeded your current quota', { code: 'insufficient_quota' }), 'auth', false],
    [500, {}, 'server', true],
    [503, [{ error: { code: 503, message: 'overloaded', status: 'UNAVAILABLE' } }], 'server', true],
    [529, refusal('overloaded', { type: 'overloaded_error' }), 'server', true],
    [301, {}, 'bad-request', false],
    [200, { error: { message: 'Upstream is busy', code: 429 } }, 'rate-limit', true],
    [200, { error: { message: 'Upstream broke' } }, 'server', true],
    [
      200,
      { choices: [{ finish_reason: 'error', error: { message: 'cut off' }, message: { content: 'ha' } }] },
      'server',
      true,
    ],
    [200, choice({ content: 'The answer is 4' }, 'abort'), 'server', true],
    [200, choice({ content: 'The answer is 4' }, 'ABORTED'), 'server', true],
    [200, choice({ content: 'The answer is 4' }, 'network_error'), 'server', true],
    [200, choice({ content: 'The answer is 4' }, 'insufficient_system_resource'), 'server', true],
    [200, { choices: [] }, 'protocol', true],
    [200, null, 'protocol', true],
  ])('%i %j is %s', async (status, body, kind, isRetryable) => {
    await using server = await chatServer((_call, response) => sendJson(response, status, body));
    expect(await failureOf(modelAt(server.baseUrl).complete({ messages }))).toMatchObject({
      kind,
      isRetryable,
      model: 'test:the-model',
    });
  });

  test.each([
    [502, 'server', '502 Bad Gateway nginx'],
    [200, 'protocol', 'Expected JSON'],
  ])('an HTML page with status %i', async (status, kind, words) => {
    const page =
      '<!DOCTYPE html><html><head><style>b{}</style><title>502 Bad Gateway</title></head>' +
      '<body><b>nginx</b></body></html>';
    await using server = await chatServer(
      (_call, response) => void response.writeHead(status, { 'content-type': 'text/html' }).end(page),
    );
    const failure = await failureOf(modelAt(server.baseUrl).complete({ messages }));
    expect(failure.kind).toBe(kind);
    expect(failure.message).toContain(words);
  });

  test('an unknown model names those that the server has, nearest first', async () => {
    await using server = await chatServer(
      (_call, response) => sendJson(response, 404, refusal('The model does not exist')),
      { models: ['whisper', 'the-model-2'] },
    );
    expect((await failureOf(modelAt(server.baseUrl).complete({ messages }))).hint).toBe(
      'The server has: the-model-2, whisper.',
    );
  });

  test('a hanging server: the call ends and the connection is closed', async () => {
    await using server = await chatServer(() => undefined);
    const failure = await failureOf(modelAt(server.baseUrl, { timeoutMs: 50 }).complete({ messages }));
    expect(failure).toMatchObject({ kind: 'timeout', isRetryable: true });
    await expect.poll(() => server.aborted).toBe(1);
  });

  test('a body that stops half-way', async () => {
    await using server = await chatServer((_call, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' }).write('{"choices": [');
      setTimeout(() => response.destroy(), 20);
    });
    expect(await failureOf(modelAt(server.baseUrl).complete({ messages }))).toMatchObject({
      kind: 'network',
      isRetryable: true,
    });
  });

  test('a body that hangs half-way', async () => {
    await using server = await chatServer((_call, response) => void response.writeHead(200).write('{"choices": ['));
    expect(await failureOf(modelAt(server.baseUrl, { timeoutMs: 80 }).complete({ messages }))).toMatchObject({
      kind: 'timeout',
    });
  });

  const begun = { 'content-type': 'application/json', 'content-length': '500' };
  test.each<[string, boolean, (response: ServerResponse) => unknown]>([
    ['an answer that never comes', true, () => undefined],
    ['an answer that does not go on', true, (response) => void response.writeHead(200, begun).write('{"choices": [')],
    [
      'an answer that breaks off',
      true,
      (response) => void response.writeHead(200, begun).write('{"choices": [', () => response.destroy()),
    ],
    ['an answer that was cut off', true, (response) => void response.writeHead(200).end('{"choices": [')],
    ['an answer that is too long', true, (response) => void response.writeHead(200).end(Buffer.alloc(33 * 2 ** 20))],
    [
      'a stream that breaks off',
      true,
      (response) => void response.writeHead(200).end('data: {"choices": [{"delta": {"content": "4"}}]}\n\n'),
    ],
    ['a connection that breaks before an answer', false, (response) => void response.destroy()],
    [
      'an error that breaks off',
      false,
      (response) => void response.writeHead(500, begun).write('{', () => response.destroy()),
    ],
    ['an overloaded server', false, (response) => sendJson(response, 503, refusal('overloaded'))],
    ['a page', false, (response) => void response.writeHead(200).end('<html>Log in</html>')],
  ])('%s may be paid: %s', async (_, mayBePaid, answer) => {
    await using server = await chatServer((_call, response) => answer(response));
    const model = modelAt(server.baseUrl, { timeoutMs: 400, idleMs: 100 });
    expect(await failureOf(model.complete({ messages }))).toMatchObject({ mayBePaid, paid: undefined });
  });

  test.each([
    ['an error', { ...choice({ content: 'ha' }, 'error'), usage: { prompt_tokens: 9, completion_tokens: 3 } }, 9, 3],
    ['no choices', { choices: [], usage: { prompt_tokens: 9, completion_tokens: 3 } }, 9, 3],
    ['an error, uncounted', choice({ content: 'hahahaha' }, 'abort'), 4, 2],
  ])('%s in place of an answer keeps what it used', async (_, body, promptTokens, completionTokens) => {
    await using server = await chatServer(() => body);
    const model = modelAt(server.baseUrl, { costOf: (usage) => usage.promptTokens / 1000 });
    expect(await failureOf(model.complete({ messages }))).toMatchObject({
      mayBePaid: false,
      paid: { promptTokens, completionTokens, costUsd: promptTokens / 1000 },
    });
  });

  test('nobody listens', async () => {
    const server = await chatServer(() => undefined);
    await server[Symbol.asyncDispose]();
    const failure = await failureOf(modelAt(server.baseUrl).complete({ messages }));
    expect(failure).toMatchObject({
      kind: 'network',
      hint: expect.stringContaining('Nothing listens at http://127.0.0.1'),
    });
  });

  test('a signal ends the call with its own reason and closes the connection', async () => {
    await using server = await chatServer(() => undefined);
    const controller = new AbortController();
    const call = modelAt(server.baseUrl).complete({ messages, signal: controller.signal });
    await expect.poll(() => server.calls.length).toBe(1);
    controller.abort();
    await expect(call).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    await expect.poll(() => server.aborted).toBe(1);
    await expect(modelAt(server.baseUrl).complete({ messages, signal: controller.signal })).rejects.toHaveProperty(
      'name',
      'AbortError',
    );
    expect(server.calls).toHaveLength(1);
  });
});

function everything({ message, hint, facts, stack, cause }: ModelError): string {
  return JSON.stringify([message, hint, facts, stack, String(cause), (cause as Error | undefined)?.stack]);
}

describe('secrets stay out of errors', () => {
  const apiKey = 'my-secret.key/0123456789';

  test.each([
    ['as it is', 401, () => refusal(`Incorrect API key provided: ${apiKey}.`)],
    ['at the end of a long text', 400, () => refusal(`${'x'.repeat(490)} ${apiKey}`)],
    ['in a page', 500, () => `<html><body>Bearer ${apiKey}</body></html>`],
    ['in a 200', 200, () => ({ error: { message: `token ${apiKey}` } })],
    ['in text that is no JSON', 200, () => `key=${apiKey}`],
    ['a header of the user', 400, () => refusal('header-secret-42 is wrong')],
    ['another key, half-masked', 401, () => refusal('Incorrect API key provided: sk-proj-********************abcd')],
  ])('%s', async (_, status, body) => {
    await using server = await chatServer((_call, response) => {
      const value = body();
      if (typeof value === 'string') response.writeHead(status).end(value);
      else sendJson(response, status, value);
    });
    const failure = await failureOf(
      modelAt(server.baseUrl, { apiKey, headers: { 'x-auth': 'header-secret-42' } }).complete({ messages }),
    );
    expect(everything(failure)).not.toMatch(/secret|0123456|abcd/);
    expect(failure.message).toContain('[redacted');
  });

  test('a key that fetch refuses', async () => {
    const failure = await failureOf(
      modelAt('http://127.0.0.1:9/v1', { apiKey: 'line\nsecret-break' }).complete({ messages }),
    );
    expect(everything(failure)).not.toContain('secret');
  });
});
