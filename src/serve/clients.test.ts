import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, streamText } from 'ai';
import OpenAI, { APIError, AuthenticationError, BadRequestError, InternalServerError, NotFoundError } from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ChatServer, chatServer, reply } from '../../tests/support/chat-server.ts';
import { type Serving, serving, servingSession } from '../../tests/support/serving.ts';
import type { Session } from '../session/index.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';

const folder = temporaryFolders();
const CODE = `def workflow(agent, task):
    if task == "fail":
        raise ValueError("on purpose")
    return {"answer": agent.call_llm(messages=[{"role": "user", "content": task}])[0]}
`;
const KEY = 'the key of this test';
const LONG = 'ä word '.repeat(40).trim();

let executor: ChatServer;
let one: Serving;
let session: Session;
beforeAll(async () => {
  session = await servingSession();
  executor = await chatServer(({ body }) =>
    reply((body['messages'] as { content: string }[]).at(-1)!.content.toUpperCase()),
  );
  one = await serving({ folder: folder(), session, executor, code: CODE, key: KEY });
});
afterAll(async () => {
  await one[Symbol.asyncDispose]();
  await executor[Symbol.asyncDispose]();
  await session.close();
});

const messages = (content: string) => [{ role: 'user' as const, content }];

describe('the openai SDK', () => {
  let client: OpenAI;
  beforeAll(() => {
    client = new OpenAI({ baseURL: one.url, apiKey: KEY });
  });

  test('models', async () => {
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual(['asks']);
    expect(await client.models.retrieve('asks')).toMatchObject({ id: 'asks', owned_by: 'w4s' });
  });

  test('a completion, with its request id and headers', async () => {
    const { data, response } = await client.chat.completions
      .create({ model: 'asks', messages: messages('hi'), temperature: 0 })
      .withResponse();
    expect(data.choices[0]).toMatchObject({ message: { content: 'HI', role: 'assistant' }, finish_reason: 'stop' });
    expect(data.usage).toMatchObject({ total_tokens: 14 });
    expect(response.headers.get('x-request-id')).toBe(data.id);
    expect(response.headers.get('x-w4s-ignored')).toBe('temperature');
  });

  test.each([true, false])('a stream (usage: %s)', async (include) => {
    const stream = await client.chat.completions.create({
      model: 'asks',
      messages: messages(LONG),
      stream: true,
      stream_options: { include_usage: include },
    });
    const chunks = await Array.fromAsync(stream);
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(LONG.toUpperCase());
    expect(chunks.filter(({ usage }) => usage != null).length).toBe(include ? 1 : 0);
    expect(chunks.flatMap(({ choices }) => choices[0]?.finish_reason ?? [])).toEqual(['stop']);
  });

  test('the stream helper puts it together', async () => {
    const stream = client.chat.completions.stream({ model: 'asks', messages: messages(LONG) });
    expect(await stream.finalContent()).toBe(LONG.toUpperCase());
  });

  test('responses, whole and streamed', async () => {
    const whole = await client.responses.create({ model: 'asks', input: LONG, instructions: 'loud' });
    expect(whole.output_text).toBe(LONG.toUpperCase());
    expect(whole.usage?.total_tokens).toBe(14);
    const final = await client.responses.stream({ model: 'asks', input: LONG }).finalResponse();
    expect(final.output_text).toBe(LONG.toUpperCase());
  });

  test.each<[string, string | string[]]>([
    ['a prompt', LONG],
    ['a list of one', [LONG]],
  ])('completions, whole and streamed: %s', async (_, prompt) => {
    const whole = await client.completions.create({ model: 'asks', prompt });
    expect(whole).toMatchObject({
      object: 'text_completion',
      choices: [{ index: 0, text: LONG.toUpperCase(), finish_reason: 'stop', logprobs: null }],
      usage: { total_tokens: 14 },
    });
    const options = { stream: true, stream_options: { include_usage: true } } as const;
    const chunks = await Array.fromAsync(await client.completions.create({ model: 'asks', prompt, ...options }));
    expect(chunks.map(({ choices }) => choices[0]?.text ?? '').join('')).toBe(LONG.toUpperCase());
    expect(chunks.flatMap(({ choices }) => choices[0]?.finish_reason ?? [])).toEqual(['stop']);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 14 } });
  });

  test.each<[string, string, object]>([
    ['several prompts', 'prompt', { prompt: ['a', 'b'] }],
    ['tokens', 'prompt', { prompt: [1, 2] }],
    ['lists of tokens', 'prompt', { prompt: [[1, 2]] }],
    ['no prompt', 'prompt', {}],
    ['a suffix', 'suffix', { prompt: 'a', suffix: 'b' }],
    ['logprobs', 'logprobs', { prompt: 'a', logprobs: 0 }],
    ['two answers', 'n', { prompt: 'a', n: 2 }],
    ['the best of two', 'best_of', { prompt: 'a', best_of: 2 }],
    ['an echo', 'echo', { prompt: 'a', echo: true }],
  ])('completions: %s is refused', async (_, param, body) => {
    const asked = client.completions.create({ model: 'asks', ...body } as { model: string; prompt: string });
    await expect(asked).rejects.toMatchObject({ status: 400, param, type: 'invalid_request_error' });
  });

  test('completions: a failing stream is an error', async () => {
    const asked = client.completions.create({ model: 'asks', prompt: 'fail', stream: true });
    await expect(asked.then((stream) => Array.fromAsync(stream))).rejects.toMatchObject({ code: 'workflow_failed' });
  });

  test.each<[string, string, new (...args: never[]) => Error, () => Promise<unknown>]>([
    [
      'another model',
      'model_not_found',
      NotFoundError,
      () => client.chat.completions.create({ model: 'x', messages: messages('a') }),
    ],
    [
      'two answers',
      'unsupported_parameter',
      BadRequestError,
      () => client.chat.completions.create({ model: 'asks', messages: messages('a'), n: 2 }),
    ],
    [
      'a wrong key',
      'invalid_api_key',
      AuthenticationError,
      () => new OpenAI({ baseURL: one.url, apiKey: 'x' }).models.list(),
    ],
    [
      'a failing workflow',
      'workflow_failed',
      InternalServerError,
      () => client.chat.completions.create({ model: 'asks', messages: messages('fail') }),
    ],
    [
      'a failing stream',
      'workflow_failed',
      APIError,
      async () =>
        Array.fromAsync(
          await client.chat.completions.create({ model: 'asks', messages: messages('fail'), stream: true }),
        ),
    ],
    [
      'a failing response',
      'workflow_failed',
      InternalServerError,
      () => client.responses.create({ model: 'asks', input: 'fail' }),
    ],
  ])('%s is the error %s', async (_, code, type, ask) => {
    const error = await ask().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ code });
  });

  test('what would fail again is not tried again', async () => {
    const seen: string[] = [];
    const counting = new OpenAI({
      baseURL: one.url,
      apiKey: KEY,
      fetch: async (url, init) => (seen.push(String(url)), fetch(url, init)),
    });
    await expect(counting.chat.completions.create({ model: 'asks', messages: messages('fail') })).rejects.toThrow(
      'on purpose',
    );
    expect(seen.length).toBe(1);
  });
});

describe('the ai SDK', () => {
  const model = () =>
    createOpenAICompatible({ name: 'w4s', baseURL: one.url, apiKey: KEY, includeUsage: true })('asks');

  test('a text', async () => {
    const { text, usage, finishReason } = await generateText({ model: model(), prompt: LONG, system: 'loud' });
    expect({ text, finishReason, tokens: usage.totalTokens }).toEqual({
      text: LONG.toUpperCase(),
      finishReason: 'stop',
      tokens: 14,
    });
  });

  test('a stream', async () => {
    const { textStream, usage } = streamText({ model: model(), prompt: LONG });
    expect((await Array.fromAsync(textStream)).join('')).toBe(LONG.toUpperCase());
    expect((await usage).totalTokens).toBe(14);
  });

  test('an error', async () => {
    await expect(generateText({ model: model(), prompt: 'fail', maxRetries: 0 })).rejects.toThrow('on purpose');
  });
});
