import { describe, expect, it } from 'vitest';
import { chatServer, reply } from '../../tests/support/chat-server.ts';
import { cacheKey } from './cache-key.ts';
import type { CompletionRequest, Message } from './contract.ts';
import { httpModel } from './http.ts';
import { keptMessage, messageText } from './message-text.ts';

const user: Message = { role: 'user', content: 'Who?' };
const search = { name: 'search', description: 'Looks.', inputSchema: { type: 'object' } };
const image = { name: 'a.png', mediaType: 'image/png', sha256: 'abc', base64: 'QUJD' };

function calling(finish = 'tool_calls') {
  const called = { id: 'c1', type: 'function', function: { name: 'search', arguments: '{"query": "Peru"}' } };
  const message = { role: 'assistant', content: null, tool_calls: [called] };
  return { ...reply(''), choices: [{ index: 0, finish_reason: finish, message }] };
}

async function ask(request: CompletionRequest, answer: unknown) {
  await using server = await chatServer(() => answer);
  const model = httpModel({ id: 'x:the-model', name: 'the-model', baseUrl: server.baseUrl });
  const completion = await model.complete(request);
  return { choice: completion.choices[0], body: server.calls[0]?.body };
}

describe('tools in a request', () => {
  it('are sent, and what the model asks them for comes back', async () => {
    const { choice, body } = await ask({ messages: [user], tools: [search] }, calling());
    expect(body?.['tools']).toEqual([
      { type: 'function', function: { name: 'search', description: 'Looks.', parameters: { type: 'object' } } },
    ]);
    expect(choice).toMatchObject({
      text: '',
      outcome: 'ok',
      toolCalls: [{ id: 'c1', name: 'search', arguments: '{"query": "Peru"}' }],
    });
  });

  it('that were cut off are a reply that was cut off', async () => {
    expect((await ask({ messages: [user], tools: [search] }, calling('length'))).choice?.outcome).toBe('truncated');
  });

  it('arrive whole from a server that streams whatever it is asked for', async () => {
    const delta = (delta: object, finish: string | null = null) =>
      `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
    const piece = (args: string, more: object = {}) =>
      delta({
        tool_calls: [{ index: 0, ...more, function: { arguments: args, ...('id' in more ? { name: 'search' } : {}) } }],
      });
    await using server = await chatServer((_call, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(
        `${piece('', { id: 'c7' })}${piece('{"query"')}${piece(': 1}')}${delta({}, 'tool_calls')}data: [DONE]\n\n`,
      );
    });
    const model = httpModel({ id: 'x:the-model', name: 'the-model', baseUrl: server.baseUrl });
    const { choices } = await model.complete({ messages: [user], tools: [search] });
    expect(choices[0]?.toolCalls).toEqual([{ id: 'c7', name: 'search', arguments: '{"query": 1}' }]);
  });

  it('go on with the calls and what came of them, and with images', async () => {
    const toolCalls = [{ id: 'c1', name: 'search', arguments: '{}' }];
    const messages: Message[] = [
      { ...user, images: [image] },
      { role: 'assistant', content: '', toolCalls },
      { role: 'tool', content: 'Lima', toolCallId: 'c1' },
    ];
    expect((await ask({ messages }, reply('Lima'))).body?.['messages']).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Who?' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,QUJD' } },
        ],
      },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'search', arguments: '{}' } }],
      },
      { role: 'tool', content: 'Lima', tool_call_id: 'c1' },
    ]);
  });
});

describe('the key of the cache', () => {
  it('is what it was before there were tools', () => {
    expect(cacheKey('m', { messages: [user], temperature: 0, maxTokens: 5, seed: 1 })).toBe(
      '6f8bd12e66cb3d4b6318f12967e086c87eef5075369192133d1150143571d3c5',
    );
  });

  it.each<[string, CompletionRequest]>([
    ['tools', { messages: [user], tools: [search] }],
    ['a description of a tool', { messages: [user], tools: [{ ...search, description: 'Finds.' }] }],
    ['an image', { messages: [{ ...user, images: [image] }] }],
    ['another image', { messages: [{ ...user, images: [{ ...image, sha256: 'def' }] }] }],
    ['a call', { messages: [{ ...user, toolCalls: [{ id: '1', name: 'a', arguments: '' }] }] }],
    ['whose result it is', { messages: [{ ...user, toolCallId: '1' }] }],
  ])('tells %s apart', (_, request) => {
    expect(KEYS.filter((key) => key === cacheKey('m', request))).toHaveLength(1);
  });
});

const KEYS = [
  cacheKey('m', { messages: [user] }),
  cacheKey('m', { messages: [user], tools: [search] }),
  cacheKey('m', { messages: [user], tools: [{ ...search, description: 'Finds.' }] }),
  cacheKey('m', { messages: [{ ...user, images: [image] }] }),
  cacheKey('m', { messages: [{ ...user, images: [{ ...image, sha256: 'def' }] }] }),
  cacheKey('m', { messages: [{ ...user, toolCalls: [{ id: '1', name: 'a', arguments: '' }] }] }),
  cacheKey('m', { messages: [{ ...user, toolCallId: '1' }] }),
];

it('keeps no image, and shows what a message holds', () => {
  const message: Message = { ...user, images: [image], toolCalls: [{ id: '1', name: 'search', arguments: '{"q":1}' }] };
  expect(JSON.stringify(keptMessage(message))).not.toContain('QUJD');
  expect(messageText(message)).toBe('Who?\n-> search({"q":1})\n[image a.png]');
});
