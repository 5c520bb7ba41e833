import { describe, expect, test } from 'vitest';
import { chatServer, reply } from '../../tests/support/chat-server.ts';
import { booked, loud, post, servingFixture } from '../../tests/support/serving.ts';
import { resultsOn } from '../store/index.ts';

const shared = servingFixture();
const { open } = shared;
const user = (content: unknown) => ({ role: 'user', content });

describe('what is asked of the workflow', () => {
  const talk = [
    { role: 'system', content: 'be kind' },
    user('one'),
    { role: 'assistant', content: 'uno' },
    user([
      { type: 'text', text: 'two' },
      { type: 'text', text: 'three' },
    ]),
  ];
  const transcript = 'SYSTEM:\nBE KIND\n\nUSER:\nONE\n\nASSISTANT:\nUNO\n\nUSER:\nTWO\nTHREE';

  test.each([
    ['last', talk, 'TWO\nTHREE', 'messages'],
    ['transcript', talk, transcript, null],
    ['transcript', [user('alone')], 'ALONE', null],
  ] as const)('%s', async (input, messages, content, ignored) => {
    await using executor = await loud();
    await using one = await open(executor, { input });
    const { body, headers } = await post(`${one.url}/chat/completions`, { model: 'asks', messages });
    expect(body.choices[0].message.content).toBe(content);
    expect(headers.get('x-w4s-ignored')).toBe(ignored);
  });

  test('unknown fields are passed over; those that would shape an answer are named', async () => {
    const { one } = shared;
    const fields = {
      temperature: 0.2,
      stop: ['x'],
      max_tokens: 5,
      user: 'me',
      metadata: { a: 1 },
      n: 1,
      tools: [],
      top_p: null,
    };
    const { status, headers } = await post(`${one.url}/chat/completions`, {
      model: 'asks',
      messages: [user('a')],
      ...fields,
    });
    expect(status).toBe(200);
    expect(headers.get('x-w4s-ignored')).toBe('temperature, max_tokens, stop');
  });

  const said = { messages: [user('a')] };
  test.each<[string, object, string, unknown]>([
    ['chat/completions', said, 'temperature', 9],
    ['chat/completions', said, 'max_tokens', -1],
    ['chat/completions', said, 'max_completion_tokens', 0],
    ['chat/completions', said, 'stop', ['a', 'b', 'c', 'd', 'e']],
    ['chat/completions', said, 'seed', 1.5],
    ['chat/completions', said, 'response_format', 'json'],
    ['chat/completions', said, 'logprobs', 'yes'],
    ['completions', { prompt: 'a' }, 'temperature', '0.5'],
    ['completions', { prompt: 'a' }, 'max_tokens', 0],
    ['responses', { input: 'a' }, 'temperature', 9],
    ['responses', { input: 'a' }, 'max_output_tokens', -1],
  ])('%s: whatever is passed over may hold anything: %j, %s: %j', async (path, question, field, value) => {
    const { one } = shared;
    const { status, headers } = await post(`${one.url}/${path}`, { model: 'asks', ...question, [field]: value });
    expect([status, headers.get('x-w4s-ignored')]).toEqual([200, field]);
  });
});

test('a side request of Open WebUI goes to the executor as it is, and is in the ledger', async () => {
  await using executor = await chatServer(() => reply('{"title": "x"}'));
  await using one = await open(executor);
  const side = (key: string) =>
    `### Task:\nSum up.\n### Guidelines:\n- Be short.\n### Output:\nJSON format: { "${key}": "..." }\n### Chat History:\n<chat_history>\nUSER: hi\n</chat_history>`;
  const ask = (content: string, more: object = {}) =>
    post(`${one.url}/chat/completions`, { model: 'asks', messages: [user(content)], max_tokens: 50, ...more });
  const { body, headers } = await ask(side('title'), { temperature: 0.5 });
  expect(body.choices[0].message.content).toBe('{"title": "x"}');
  expect(headers.get('x-w4s-answered-by')).toBe('executor');
  expect(executor.calls[0]!.body).toMatchObject({
    messages: [user(side('title'))],
    max_tokens: 50,
    temperature: 0.5,
  });
  await expect(ask(side('title'), { temperature: 9 })).resolves.toMatchObject({
    status: 400,
    body: { error: { param: 'temperature' } },
  });
  const typing = `### Task:\nYou are an autocompletion system.\n<chat_history>\nUSER: hi\n</chat_history>\n<text>Tell me</text>\n#### Output:\n`;
  expect((await ask(typing)).headers.get('x-w4s-answered-by')).toBe('executor');
  const other = await ask(side('poem'));
  expect(other.headers.get('x-w4s-answered-by')).toBeNull();
  const run = headers.get('x-w4s-run')!;
  await one.after(async (store) => {
    expect(await booked(store, run)).toMatchObject({ completions: 3, requests: 3 });
    expect(await resultsOn(store, `${run}/inputs`, body.id)).toEqual([]);
  });
});
