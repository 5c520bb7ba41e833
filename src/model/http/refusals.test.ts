import { describe, expect, test } from 'vitest';
import { chatServer, reply, sendJson } from '../../../tests/support/chat-server.ts';
import type { ChatServer } from '../../../tests/support/chat-server.ts';
import type { CompletionRequest } from '../contract.ts';
import { httpModel } from '../http.ts';
import { withSamples } from '../samples.ts';
import { behindOpenRouter, faults, filters, lacking, limits } from '../../../tests/support/refusals.ts';
import type { Body, RefusingServer } from '../../../tests/support/refusals.ts';
import { createTraits } from './traits.ts';

const request: CompletionRequest = {
  messages: [
    { role: 'system', content: 'Answer in JSON.' },
    { role: 'user', content: 'What is 6 x 7?' },
  ],
  n: 3,
  temperature: 0.7,
  maxTokens: 4096,
  seed: 5,
  responseFormat: 'json',
  logprobs: true,
};
const forbidden: CompletionRequest = { ...request, messages: [{ role: 'user', content: 'FORBIDDEN json' }] };

function serverOf({ refuses }: RefusingServer): Promise<ChatServer> {
  return chatServer(({ body }, response) => {
    const refused = refuses(body as Body);
    if (!refused) return reply(...Array.from({ length: Number(body['n'] ?? 1) }, () => '{"answer": 42}'));
    if (typeof refused.body === 'string')
      return void response.writeHead(refused.status, refused.headers).end(refused.body);
    return sendJson(response, refused.status, refused.body, refused.headers);
  });
}

function modelAt({ baseUrl }: ChatServer) {
  const traits = createTraits({ tokenIds: true });
  const adapted: string[] = [];
  const onAdapt = ({ field }: { field: string }): void => void adapted.push(field);
  const model = httpModel({ id: 'test:m', name: 'the-model', baseUrl, traits, effort: 'none', onAdapt });
  return { model, traits, adapted };
}

const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (reason: unknown) => reason as Record<string, unknown>,
  );

describe('a server that lacks a part', () => {
  test.each(lacking)('$name', async (server) => {
    await using fake = await serverOf(server);
    const { model, traits, adapted } = modelAt(fake);
    const first = await model.complete(request);
    const used = fake.calls.length;
    expect(first.choices[0]!.text).toBe('{"answer": 42}');
    expect(first.fresh.requests).toBe(used);
    expect(traits).toMatchObject({ ...server.learns, refused: server.learns.refused ?? [] });
    expect(used).toBeLessThanOrEqual(server.requests ?? 2);
    expect(new Set(adapted).size).toBe(adapted.length);
    await model.complete(request);
    expect(fake.calls).toHaveLength(used + 1);
  });

  test.each(lacking)('$name: 12 first calls at once make one search', async (server) => {
    await using fake = await serverOf(server);
    const { model } = modelAt(fake);
    const answers = await Promise.all(Array.from({ length: 12 }, () => model.complete(request)));
    expect(answers).toHaveLength(12);
    expect(fake.calls.length).toBeLessThanOrEqual(2 * 12 + (server.requests ?? 2));
  });
});

describe('a value that is refused is bounded, and other values stay', () => {
  const between = (least: number, most: number) => (body: Body) => {
    const value = Number(body['temperature'] ?? 1);
    return value < least || value > most
      ? { status: 422, body: { error: { message: 'the temperature is out of range' } } }
      : undefined;
  };
  test.each([
    ['above 1', between(0, 1), 1.5, 1],
    ['of 0', between(0.001, 2), 0, 0.01],
  ])('a temperature %s', async (_, refuses, asked, sent) => {
    await using fake = await serverOf({ name: '', refuses });
    const { model } = modelAt(fake);
    for (const temperature of [asked, 0.7, asked]) await model.complete({ ...request, temperature });
    expect(fake.calls.map(({ body }) => body['temperature'])).toEqual([asked, sent, 0.7, sent]);
  });

  test('more choices than a server gives', async () => {
    const refuses = (body: Body) =>
      Number(body['n'] ?? 1) > 8 ? { status: 400, body: { error: { message: 'n is above 8' } } } : undefined;
    await using fake = await serverOf({ name: '', refuses });
    const traits = createTraits();
    const model = withSamples(httpModel({ id: 'test:m', name: 'the-model', baseUrl: fake.baseUrl, traits }), traits);
    await model.complete({ ...request, n: 5 });
    expect((await model.complete({ ...request, n: 20 })).choices).toHaveLength(20);
    expect(traits).toMatchObject({ n: 'many', maxN: 5 });
  });
});

describe('a prompt that leaves little room', () => {
  const long = { messages: [{ role: 'user', content: 'x'.repeat(3500) }], maxTokens: 2000 } as const;
  const short = { messages: [{ role: 'user', content: 'hi' }], maxTokens: 2000 } as const;
  type Words = (prompt: number, asked: number) => unknown;
  const tight =
    (status: number, words: Words, context = 4000): RefusingServer['refuses'] =>
    (body) => {
      const prompt = body.messages.reduce((sum, { content }) => sum + content.length, 0);
      const asked = Number(body['max_tokens']);
      if (!(prompt + asked > context)) return undefined;
      const said = words(prompt, asked);
      return { status, body: typeof said === 'string' ? { error: { message: said } } : said };
    };
  const vllm: Words = (prompt, asked) =>
    `This model's maximum context length is exceeded: you requested ${asked} output tokens and your prompt ` +
    `contains at least ${prompt} input tokens`;
  const wordings: [string, number, Words][] = [
    ['vLLM', 400, vllm],
    ['vLLM behind OpenRouter', 400, (...counts) => behindOpenRouter(400, JSON.stringify({ message: vllm(...counts) }))],
    [
      'Anthropic',
      400,
      (prompt, asked) =>
        `input length and \`max_tokens\` exceed context limit: ${prompt} + ${asked} > 4000, decrease input length or ` +
        '`max_tokens` and try again',
    ],
    [
      'TGI',
      422,
      (prompt, asked) =>
        'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4000. ' +
        `Given: ${prompt} \`inputs\` tokens and ${asked} \`max_new_tokens\``,
    ],
    [
      'Moonshot',
      400,
      (prompt, asked) =>
        `Invalid request: Your request exceeded model token limit: 4000 (requested: ${prompt + asked})`,
    ],
  ];

  test.each(wordings)('shortens its own answer alone, whichever comes first: %s', async (_, status, words) => {
    for (const order of [
      [long, short, long],
      [short, long, short],
    ]) {
      await using fake = await serverOf({ name: '', refuses: tight(status, words) });
      const { model, traits, adapted } = modelAt(fake);
      for (const asked of order) expect((await model.complete(asked)).choices[0]!.outcome).toBe('ok');
      expect([traits.maxTokens, adapted]).toEqual([undefined, []]);
      expect(fake.calls.at(-1)!.body['max_tokens']).toBe(order.at(-1) === short ? 2000 : 500);
    }
  });

  test('is not taken for the limit of all prompts, whatever the words', async () => {
    await using fake = await serverOf({ name: '', refuses: tight(400, () => 'No room left') });
    const { model, traits, adapted } = modelAt(fake);
    for (const asked of [long, short]) expect((await model.complete(asked)).choices[0]!.outcome).toBe('ok');
    expect([traits.maxTokens, adapted, fake.calls.at(-1)!.body['max_tokens']]).toEqual([undefined, [], 2000]);
  });

  test('teaches no lower limit than a short prompt has, where that is refused, too', async () => {
    await using fake = await serverOf({ name: '', refuses: tight(400, vllm) });
    const { model, traits, adapted } = modelAt(fake);
    for (const asked of [long, short]) await model.complete({ ...asked, maxTokens: 4000 });
    expect([traits.maxTokens, adapted, fake.calls.at(-1)!.body['max_tokens']]).toEqual([3500, ['max_tokens'], 3500]);
  });

  test.each([429, 503])('teaches nothing where the server answers %i to a short one', async (status) => {
    const isPlain = ({ messages: [message] }: Body) => message!.content.startsWith('Reply with OK');
    const refuses = (body: Body) =>
      isPlain(body) ? { status, body: { error: { message: 'Busy' } } } : tight(400, vllm)(body);
    await using fake = await serverOf({ name: '', refuses });
    const { model, traits } = modelAt(fake);
    expect((await model.complete(long)).choices[0]!.outcome).toBe('ok');
    expect(traits.maxTokens).toBeUndefined();
  });
});

test.each(limits)('credit or patience: $name', async (server) => {
  await using fake = await serverOf(server);
  const error = await errorOf(modelAt(fake).model.complete(forbidden));
  expect(error).toMatchObject({
    kind: server.kind,
    isRetryable: server.kind === 'rate-limit',
    requestFault: server.requestFault ?? false,
  });
  expect(fake.calls.length).toBeLessThanOrEqual(server.requests ?? 2);
});

test.each(filters)('a filter is the outcome of one text: $name', async (server) => {
  await using fake = await serverOf(server);
  const traits = createTraits();
  const model = withSamples(httpModel({ id: 'test:m', name: 'the-model', baseUrl: fake.baseUrl, traits }), traits);
  const { choices, costUsd } = await model.complete(forbidden);
  expect([choices.map(({ outcome }) => outcome), costUsd]).toEqual([['filtered', 'filtered', 'filtered'], null]);
  expect((await model.complete(request)).choices.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok']);
  expect(traits).toMatchObject({ refused: [], n: 'many' });
});

describe('a refusal that stands says whose fault it is', () => {
  test.each(faults)('$name', async (server) => {
    await using fake = await serverOf(server);
    const { model, traits } = modelAt(fake);
    const { requestFault = false, kind } = server;
    expect(await errorOf(model.complete(forbidden))).toMatchObject({ kind, requestFault, isRetryable: false });
    const used = fake.calls.length;
    expect(used).toBeLessThanOrEqual(server.requests!);
    expect(traits).toMatchObject({ refused: [], maxTokensField: 'max_tokens', mergeSystem: false });
    await Promise.all(Array.from({ length: 10 }, () => errorOf(model.complete(forbidden))));
    expect(fake.calls.length - used).toBeLessThanOrEqual(5 * 10 + 1);
  });

  test('a server that refuses at random teaches nothing, and nobody is blamed', async () => {
    let calls = 0;
    await using fake = await serverOf({
      name: '',
      refuses: () => (calls++ % 3 === 0 ? { status: 400, body: { error: 'bad request' } } : undefined),
    });
    const { model, traits } = modelAt(fake);
    for (let i = 0; i < 12; i++) expect((await model.complete(request)).choices[0]!.outcome).toBe('ok');
    expect(traits.refused).toEqual([]);
  });

  test('a server that breaks later, in words that were heard before, is not excused for long', async () => {
    let isBroken = false;
    const refuses = (body: Body) =>
      isBroken || body.messages.some(({ content }) => content.includes('FORBIDDEN'))
        ? { status: 400, body: { error: 'bad request' } }
        : undefined;
    await using fake = await serverOf({ name: '', refuses });
    const { model } = modelAt(fake);
    await model.complete(request);
    expect(await errorOf(model.complete(forbidden))).toMatchObject({ requestFault: true });
    isBroken = true;
    for (let i = 0; i < 20; i++) await errorOf(model.complete(request));
    expect(await errorOf(model.complete(request))).toMatchObject({ kind: 'bad-request', requestFault: false });
  });

  test('an account that runs empty is not the fault of the request that meets it', async () => {
    let empty = false;
    await using fake = await serverOf({
      name: '',
      refuses: () =>
        empty ? { status: 400, body: { error: { message: 'Your credit balance is too low' } } } : undefined,
    });
    const { model } = modelAt(fake);
    await model.complete(request);
    empty = true;
    expect(await errorOf(model.complete(request))).toMatchObject({ kind: 'auth', requestFault: false });
  });
});
