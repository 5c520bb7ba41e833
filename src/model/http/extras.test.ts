import { describe, expect, test } from 'vitest';
import { type ChatServer, chatServer, reply, sendJson } from '../../../tests/support/chat-server.ts';
import { cacheKey } from '../cache-key.ts';
import type { CompletionRequest, Message } from '../contract.ts';
import { httpModel } from '../http.ts';
import { keptMessage } from '../message-text.ts';
import { worstCaseUsage } from '../tokens.ts';
import { createTraits } from './traits.ts';

type Fields = Record<string, unknown>;

const user: Message = { role: 'user', content: 'Who?' };
const result: Message = { role: 'tool', content: 'Lima', toolCallId: 'c1' };
const tools = [{ name: 'search', description: 'Looks.', inputSchema: { type: 'object' } }];
const signature = { extra_content: { google: { thought_signature: 'SIG' } } };
const called = { id: 'c1', type: 'function', function: { name: 'search', arguments: '{}' } };
const refusedWith = (message: string) => ({ error: { code: 400, message, status: 'INVALID_ARGUMENT' } });

/** Calls a tool with this message until it gets a result, and refuses what does not please it. */
function serverOf(message: Fields, refusal: (sent: Fields) => string | undefined): Promise<ChatServer> {
  return chatServer(({ body }, response) => {
    const messages = body['messages'] as Fields[];
    const sent = messages.find(({ tool_calls }) => tool_calls !== undefined);
    const why = sent && refusal(sent);
    if (why !== undefined) return sendJson(response, 400, refusedWith(why));
    if (sent !== undefined) return reply('Lima');
    return { ...reply(''), choices: [{ index: 0, finish_reason: 'tool_calls', message }] };
  });
}

function modelAt({ baseUrl }: ChatServer) {
  const traits = createTraits();
  const told: string[] = [];
  const model = httpModel({ id: 'x:m', name: 'm', baseUrl, traits, onAdapt: ({ field }) => told.push(field) });
  const ask = async (request: CompletionRequest) => (await model.complete(request)).choices[0]!;
  return { ask, traits, told };
}

const answering = ({ toolCalls, extra }: Pick<Message, 'toolCalls' | 'extra'>): CompletionRequest => ({
  messages: [user, { role: 'assistant', content: '', toolCalls, extra }, result],
  tools,
});

const UNSIGNED = 'Function call is missing a thought_signature in functionCall parts.';
const firstCall = ({ tool_calls: calls }: Fields): Fields => (calls as Fields[])[0]!;

describe('what a server wants back with its calls', () => {
  test.each<[string, Fields, (sent: Fields) => boolean]>([
    ['Gemini', { tool_calls: [{ ...called, ...signature }] }, (sent) => 'extra_content' in firstCall(sent)],
    [
      'DeepSeek',
      { content: 'Hm.', reasoning_content: 'I look.', tool_calls: [called] },
      (sent) => sent['reasoning_content'] === 'I look.',
    ],
    [
      'OpenRouter',
      { reasoning_details: [{ type: 'reasoning.encrypted', data: 'x' }], tool_calls: [called] },
      (sent) => Array.isArray(sent['reasoning_details']),
    ],
  ])('goes back: %s', async (_, message, pleases) => {
    await using server = await serverOf(message, (sent) => (pleases(sent) ? undefined : UNSIGNED));
    const { ask, traits } = modelAt(server);
    const choice = await ask({ messages: [user], tools });
    expect((await ask(answering(choice))).text).toBe('Lima');
    expect([server.calls.length, traits.refused]).toEqual([2, []]);
  });

  test('comes whole out of a stream that nobody asked for', async () => {
    const delta = (fields: Fields, finish_reason: string | null = null) =>
      `data: ${JSON.stringify({ choices: [{ index: 0, delta: fields, finish_reason }] })}\n\n`;
    const pieces = [
      delta({ reasoning_content: 'I ', reasoning_details: [{ index: 0 }] }),
      delta({ reasoning_content: 'look.', reasoning_details: [{ index: 1 }] }),
      delta({ tool_calls: [{ index: 0, ...called }] }),
      delta({ tool_calls: [signature] }, 'tool_calls'),
      'data: [DONE]\n\n',
    ];
    await using server = await chatServer((_call, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(pieces.join(''));
    });
    expect(await modelAt(server).ask({ messages: [user], tools })).toMatchObject({
      toolCalls: [{ id: 'c1', extra: signature }],
      extra: { reasoning_content: 'I look.', reasoning_details: [{ index: 0 }, { index: 1 }] },
    });
  });

  test('stays away where the server refuses what it gave', async () => {
    const message = { reasoning_content: 'I look.', tool_calls: [called] };
    await using server = await serverOf(message, (sent) =>
      'reasoning_content' in sent ? "property 'reasoning_content' is unsupported" : undefined,
    );
    const { ask, traits, told } = modelAt(server);
    const choice = await ask({ messages: [user], tools });
    for (let round = 0; round < 2; round++) expect((await ask(answering(choice))).text).toBe('Lima');
    expect([server.calls.length, traits.refused, told]).toEqual([4, ['reasoning_content'], []]);
  });

  test("is a word of Google's for calls without a signature, once they are refused", async () => {
    const foreign = (sent: Fields) => JSON.stringify(sent).match(/skip_thought_signature_validator/g)?.length;
    await using server = await serverOf({}, (sent) => (foreign(sent) === 1 ? undefined : UNSIGNED));
    const { ask, traits, told } = modelAt(server);
    const toolCalls = ['c1', 'c2'].map((id) => ({ id, name: 'search', arguments: '{}' }));
    for (let round = 0; round < 2; round++) expect((await ask(answering({ toolCalls }))).text).toBe('Lima');
    expect([server.calls.length, traits.refused, told]).toEqual([3, ['unsigned_calls'], []]);
  });
});

test('it is part of the prompt and of the key, and kept in the reply alone', () => {
  const call = { id: 'c1', name: 'search', arguments: '{}' };
  const plain = answering({ toolCalls: [call] });
  const both = [
    answering({ toolCalls: [{ ...call, extra: signature }] }),
    answering({ toolCalls: [call], extra: { reasoning_content: 'x'.repeat(300) } }),
  ];
  expect(new Set([plain, ...both].map((request) => cacheKey('m', request)))).toHaveLength(3);
  for (const request of both) {
    expect(worstCaseUsage(request).promptTokens).toBeGreaterThan(worstCaseUsage(plain).promptTokens);
    expect(request.messages.map(keptMessage)).toEqual(plain.messages.map(keptMessage));
  }
});
