import { describe, expect, test } from 'vitest';
import { chatServer } from '../../../tests/support/chat-server.ts';
import { httpModel } from '../http.ts';

const messages = [{ role: 'user', content: 'What is 6 x 7?' }] as const;

async function answered(body: unknown, { costOf }: { costOf?: Parameters<typeof httpModel>[0]['costOf'] } = {}) {
  await using server = await chatServer((_call, response) => {
    if (typeof body !== 'string') return body;
    return void response.writeHead(200, { 'content-type': 'text/event-stream' }).end(body);
  });
  return await httpModel({ id: 'test:m', name: 'm', baseUrl: server.baseUrl, costOf }).complete({ messages });
}

const said = (message: unknown, finish_reason: string | null = 'stop') => ({ choices: [{ message, finish_reason }] });
const call = (args: unknown) => ({
  content: null,
  tool_calls: [{ type: 'function', function: { name: 'json', arguments: args } }],
});

describe('where servers put an answer', () => {
  test.each([
    [
      'output_text parts',
      said({
        content: [
          { type: 'output_text', text: '4' },
          { type: 'output_text', text: '2' },
        ],
      }),
      '42',
      'ok',
    ],
    ['the legacy text', { choices: [{ text: '42', finish_reason: 'stop' }] }, '42', 'ok'],
    ['a tool call alone', said(call('{"answer": 42}'), 'tool_calls'), '{"answer": 42}', 'ok'],
    ['a tool call with an object', said(call({ answer: 42 }), 'tool_calls'), '{"answer":42}', 'ok'],
    ['the legacy function call', said({ content: '', function_call: { arguments: '{"a": 1}' } }), '{"a": 1}', 'ok'],
    ['all taken for thinking', said({ content: null, reasoning_content: 'It is 42' }), 'It is 42', 'ok'],
    ['all taken for thinking, in another field', said({ content: '', reasoning: 'It is 42' }), 'It is 42', 'ok'],
    ['thinking that was cut off', said({ content: '', reasoning_content: 'It may be 4' }, 'length'), '', 'truncated'],
    [
      'thinking that was cut off, in capitals',
      said({ content: '', reasoning_content: 'It may be 4' }, 'MAX_TOKENS'),
      '',
      'truncated',
    ],
    ['a stop in capitals', said({ content: '42' }, 'STOP'), '42', 'ok'],
    ['a limit in capitals', said({ content: '4' }, 'LENGTH'), '4', 'truncated'],
    ['safety', said({ content: '' }, 'SAFETY'), '', 'filtered'],
    ['recitation', said({ content: '' }, 'RECITATION'), '', 'filtered'],
    ['a text that a filter cut', said({ content: 'It is' }, 'content_filter: RECITATION'), 'It is', 'filtered'],
    ['a filter without a message', { choices: [{ finish_reason: 'content_filter: SAFETY' }] }, '', 'filtered'],
    ['a reason for refusing', said({ content: 'I can not' }, 'refusal'), 'I can not', 'refused'],
  ])('%s', async (_, body, text, outcome) => {
    expect((await answered(body)).choices[0]).toMatchObject({ text, outcome });
  });

  test('a call that the server could not read is asked for again', async () => {
    const broken = said({ role: 'assistant' }, 'function_call_filter: MALFORMED_FUNCTION_CALL');
    await expect(answered(broken)).rejects.toMatchObject({ kind: 'server', isRetryable: true });
  });

  test('JSON that the server itself finds broken is the answer', async () => {
    await using server = await chatServer((_call, response) => {
      const error = { message: 'no JSON came out', code: 'json_validate_failed', failed_generation: '{"a": 1' };
      response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
    });
    const { choices } = await httpModel({ id: 'test:m', name: 'm', baseUrl: server.baseUrl }).complete({
      messages,
      responseFormat: 'json',
    });
    expect([choices, server.calls.length]).toEqual([[{ text: '{"a": 1', outcome: 'ok', finishReason: 'stop' }], 1]);
  });
});

const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const delta = (fields: unknown, more: object = {}): string =>
  event({ model: 'm-1', choices: [{ index: 0, delta: fields, ...more }] });

describe('a stream that nobody asked for', () => {
  test('is asked not to be one, and read all the same', async () => {
    const usage = { prompt_tokens: 7, completion_tokens: 3 };
    const body = [
      ': keep-alive\n\n',
      delta({ role: 'assistant', reasoning_content: 'hm' }),
      delta({ content: '4' }),
      delta({ content: '2' }, { finish_reason: 'stop' }),
      event({ choices: [], usage }),
      'data: [DONE]\n\n',
    ];
    const completion = await answered(body.join(''));
    expect(completion).toMatchObject({
      choices: [{ text: '42', outcome: 'ok', finishReason: 'stop' }],
      usage: { promptTokens: 7, completionTokens: 3 },
      model: 'm-1',
    });
  });

  test.each([
    ['broken off', delta({ content: '4' }), 'server', 'broke off'],
    [
      'with an error',
      `${delta({ content: '4' })}${event({ error: { message: 'overloaded', code: 503 } })}`,
      'server',
      'overloaded',
    ],
  ])('%s', async (_, body, kind, words) => {
    await expect(answered(body)).rejects.toMatchObject({
      kind,
      isRetryable: true,
      message: expect.stringContaining(words),
    });
  });
});

describe('thinking is paid', () => {
  const costOf = ({ completionTokens }: { completionTokens: number }) => completionTokens / 1000;
  test.each([
    [
      'inside of completion_tokens',
      {
        prompt_tokens: 10,
        completion_tokens: 500,
        total_tokens: 510,
        completion_tokens_details: { reasoning_tokens: 400 },
      },
      500,
    ],
    ['outside, known by the total', { prompt_tokens: 10, completion_tokens: 5, total_tokens: 4015 }, 4005],
    [
      'outside, known by its own count',
      { prompt_tokens: 10, completion_tokens: 5, completion_tokens_details: { reasoning_tokens: 4000 } },
      4005,
    ],
    [
      'outside, told twice',
      {
        prompt_tokens: 10,
        completion_tokens: 5,
        total_tokens: 4015,
        completion_tokens_details: { reasoning_tokens: 4000 },
      },
      4005,
    ],
    ['all that came, without a count of its own', { prompt_tokens: 10, total_tokens: 1010 }, 1000],
    ['a total that is too small', { prompt_tokens: 10, completion_tokens: 5, total_tokens: 5 }, 5],
  ])('%s', async (_, usage, completionTokens) => {
    const completion = await answered({ ...said({ content: '42' }), usage }, { costOf });
    expect(completion).toMatchObject({
      usage: { completionTokens },
      costUsd: completionTokens / 1000,
      fresh: { completionTokens, costUsd: completionTokens / 1000 },
    });
  });
});

test.each([
  [
    { cached_tokens: 30, cache_write_tokens: 60 },
    { cachedPromptTokens: 30, cacheWriteTokens: 60 },
  ],
  [{ cached_tokens: 30 }, { cachedPromptTokens: 30, cacheWriteTokens: 0 }],
  [
    { cached_tokens: 70, cache_write_tokens: 60 },
    { cachedPromptTokens: 70, cacheWriteTokens: 30 },
  ],
])('the parts of a prompt that have their own price: %j', async (prompt_tokens_details, parts) => {
  const seen: unknown[] = [];
  const usage = { prompt_tokens: 100, completion_tokens: 5, prompt_tokens_details };
  await answered({ ...said({ content: '42' }), usage }, { costOf: (priced) => (seen.push(priced), 0) });
  expect(seen).toContainEqual({ promptTokens: 100, completionTokens: 5, ...parts });
});
