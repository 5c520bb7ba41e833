import { describe, expect, test } from 'vitest';
import type { Completion, Model } from './contract.ts';
import { ModelError } from './error.ts';
import { ownModel } from './own-model.ts';
import { fakeModel } from './testing.ts';

const messages = [{ role: 'user', content: 'hi' }] as const;
const throwing = (reason: unknown): Model =>
  ownModel({
    id: 'own:m',
    complete: () => {
      throw reason;
    },
  });
const errorOf = async (model: Model, signal?: AbortSignal): Promise<ModelError> =>
  model.complete({ messages, signal }).then(
    () => expect.fail('it answered'),
    (error: unknown) => error as ModelError,
  );

/** As the clients of OpenAI and Anthropic throw. */
const api = (status: number | undefined, message: string, more: object = {}) =>
  Object.assign(new Error(message), { status, headers: new Headers(), ...more });
/** As the AI SDK throws. */
const call = (statusCode: number, error: object, responseHeaders: Record<string, string> = {}) =>
  Object.assign(new Error('no'), { statusCode, responseHeaders, responseBody: JSON.stringify({ error }) });
const system = (code: string, cause?: unknown) => Object.assign(new Error(`connect ${code} 1.2.3.4`), { code, cause });

describe('what it throws is an error of ours', () => {
  test.each<[string, unknown, Partial<ModelError>]>([
    [
      '429',
      api(429, '429 slow down', { headers: new Headers({ 'retry-after': '7' }) }),
      { kind: 'rate-limit', retryAfterMs: 7_000 },
    ],
    ['no credit', api(429, '429 quota', { code: 'insufficient_quota' }), { kind: 'auth' }],
    ['a wrong key', api(401, '401 who?'), { kind: 'auth', status: 401 }],
    ['no such model', call(404, { message: 'The model `x` does not exist' }), { kind: 'not-found', status: 404 }],
    [
      'too long',
      call(400, { message: 'maximum context length', code: 'context_length_exceeded' }),
      { kind: 'context-length' },
    ],
    ['a bad request', call(400, { message: 'no such field' }), { kind: 'bad-request', requestFault: false }],
    [
      'headers by name',
      call(429, { message: 'slow' }, { 'Retry-After': '2' }),
      { kind: 'rate-limit', retryAfterMs: 2_000 },
    ],
    ['a server in trouble', api(503, '503 busy'), { kind: 'server', status: 503 }],
    [
      'the last of several tries',
      Object.assign(new Error('3 tries'), { lastError: call(500, { message: 'oh' }) }),
      { kind: 'server', status: 500 },
    ],
    ['axios', Object.assign(new Error('failed'), { response: { status: 401, headers: {} } }), { kind: 'auth' }],
    ['a cause', new TypeError('fetch failed', { cause: system('ECONNREFUSED') }), { kind: 'network' }],
    ['words alone', new Error('connect ECONNREFUSED'), { kind: 'network' }],
  ])('%s: nothing was paid', async (_, error, expected) => {
    const got = await errorOf(throwing(error));
    expect(got).toBeInstanceOf(ModelError);
    expect(got).toMatchObject({ ...expected, model: 'own:m', mayBePaid: false, requestFault: false, cause: error });
  });

  test.each<[string, unknown, ModelError['kind']]>([
    ['a reset', system('ECONNRESET'), 'network'],
    ['a time-out', api(undefined, 'Request timed out.'), 'timeout'],
    ['a mistake of its own', new TypeError("Cannot read properties of undefined (reading 'x')"), 'server'],
    ['a text', 'no', 'server'],
    ['nothing', undefined, 'server'],
    [
      'a circle',
      Object.assign(new Error('a'), {
        get cause() {
          return this;
        },
      }),
      'server',
    ],
  ])('%s: whether it was paid nobody knows', async (_, error, kind) => {
    expect(await errorOf(throwing(error))).toMatchObject({ kind, mayBePaid: true, requestFault: false });
  });

  test('keys are not repeated', async () => {
    expect((await errorOf(throwing(new Error('bad key sk-abcdef123456')))).message).not.toContain('abcdef');
  });

  test('its own ModelError and the end of the signal stay what they are', async () => {
    const own = new ModelError('too long', { kind: 'context-length', model: 'own:m' });
    expect(await errorOf(throwing(own))).toBe(own);
    const ended = new Error('stopped');
    expect(await errorOf(throwing(ended), AbortSignal.abort())).toBe(ended);
  });
});

describe('what it returns is looked at', async () => {
  const good = await fakeModel(() => 'yes').complete({ messages });
  const returning = (change: object | null): Model =>
    ownModel({ id: 'own:m', complete: async () => (change === null ? null : { ...good, ...change }) as Completion });
  const choice = { ...good.choices[0]! };

  test.each<[string, object | null, string]>([
    ['no completion', null, 'Expected `the completion` to be an object in what `own:m` returned, got `null`'],
    ['no choice', { choices: [] }, '`choices`'],
    ['more than were asked for', { choices: [choice, choice] }, 'at most 1 `choices`'],
    ['no text', { choices: [{ ...choice, text: null }] }, '`choices.0.text` to be a string'],
    [
      'arguments that are no text',
      { choices: [{ ...choice, toolCalls: [{ id: '1', name: 'f', arguments: {} }] }] },
      'arguments',
    ],
    ['no usage', { usage: undefined }, '`usage` to be an object'],
    ['usage that is none', { usage: { promptTokens: Number.NaN, completionTokens: 1 } }, 'got `NaN`'],
    ['a cost that is none', { costUsd: Number.NaN }, '`costUsd`'],
    ['no model', { model: undefined }, '`model`'],
  ])('%s', async (_, change, message) => {
    const error = await errorOf(returning(change));
    expect(error).toMatchObject({ kind: 'protocol', message: expect.stringContaining(message) });
    expect(error.paid === undefined).toBe(change === null);
    expect(error.mayBePaid).toBe(change === null);
  });

  test('what is not known of its bill counts with the most', async () => {
    const error = await errorOf(returning({ fresh: { ...good.fresh, costUsd: Number.NaN } }));
    expect(error).toMatchObject({ kind: 'protocol', paid: undefined, mayBePaid: true });
  });

  test('a whole answer passes as it is', async () => {
    expect(await returning({}).complete({ messages })).toEqual(good);
  });
});
