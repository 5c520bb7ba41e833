import { expect, test } from 'vitest';
import { defineConfig } from './define.ts';
import { parseConfig } from './parse.ts';

const baseUrl = 'http://127.0.0.1:8000/v1';

test('a full config passes as it is', () => {
  const config = defineConfig({
    providers: {
      mine: {
        baseUrl,
        apiKeyEnv: 'MINE_KEY',
        headers: { 'x-org': 'blue', authorization: 'Bearer ${TOKEN}' },
        requestsPerMinute: 60,
        tokensPerMinute: 1e6,
        maxConcurrency: 8,
        timeoutMs: 30_000,
      },
    },
    prices: { 'mine:big': { inputUsdPerMillion: 1, outputUsdPerMillion: 2 } },
    defaults: {
      executor: 'mine:big',
      meta: 'vllm:coder',
      store: 'runs.db',
      data: './data',
      review: 'on-findings',
      concurrency: 48,
    },
    retry: { attempts: 3, maxTotalWaitMs: 1000, baseDelayMs: 10, maxDelayMs: 100 },
  });
  expect(parseConfig(config, 'w4s.config.ts')).toEqual(config);
});

test.each([
  [{ provider: {} }, 'provider', 'Did you mean `providers`?'],
  [{ providers: { mine: { baseUrl, timeoutMS: 3 } } }, 'providers.mine.timeoutMS', 'Did you mean `timeoutMs`?'],
  [
    { prices: { 'a:b': { inputUsdPerMillion: 1, outputUsdPerMillion: 1, extra: 1 } } },
    'prices.a:b.extra',
    'Known here: inputUsdPerMillion',
  ],
  [{ defaults: { executer: 'a:b' } }, 'defaults.executer', 'Did you mean `executor`?'],
  [{ retry: { tries: 1 } }, 'retry.tries', 'Known here: attempts'],
])('unknown field in %j', (config, field, hint) => {
  expect(() => parseConfig(config, 'w4s.config.ts')).toThrow(
    expect.objectContaining({
      code: 'unknown-field',
      exitCode: 2,
      message: `Expected a known field in w4s.config.ts, got \`${field}\``,
      hint: expect.stringContaining(hint),
    }),
  );
});

test.each([
  [{ providers: { mine: { baseUrl: 'nowhere' } } }, '`providers.mine.baseUrl`', '`"nowhere"` (string)'],
  [{ providers: { mine: {} } }, '`providers.mine.baseUrl`', 'got nothing'],
  [{ providers: { mine: { baseUrl, maxConcurrency: 0 } } }, '`providers.mine.maxConcurrency`', '`0` (number)'],
  [{ providers: { mine: { baseUrl, timeoutMs: 3_700_000 } } }, '`providers.mine.timeoutMs`', '3600000'],
  [
    { prices: { 'a:b': { inputUsdPerMillion: -1, outputUsdPerMillion: 1 } } },
    '`prices.a:b.inputUsdPerMillion`',
    '`-1`',
  ],
  [{ defaults: { review: 'sometimes' } }, '`defaults.review`', 'one of always, on-findings, never'],
])('wrong value in %j', (config, field, words) => {
  expect(() => parseConfig(config, 'w4s.config.ts')).toThrow(
    expect.objectContaining({ code: 'bad-config', exitCode: 2, message: expect.stringContaining(field) }),
  );
  expect(() => parseConfig(config, 'w4s.config.ts')).toThrow(words);
});

test.each([
  [{ apiKey: 'hunter22hunter22' }],
  [{ baseUrl, apiKeyEnv: 'sk-hunter22hunter22' }],
  [{ baseUrl, headers: { Authorization: 'Bearer hunter22' } }],
  [{ baseUrl, headers: { 'x-api-key': 'hunter22' } }],
  [{ baseUrl, headers: { 'x-other': 'sk-hunter22hunter22' } }],
  [{ baseUrl: 'http://me:hunter22@host/v1' }],
  [{ baseUrl: 'http://host/v1?api_key=hunter22' }],
])('an inline key is refused, explained and not repeated: %j', (provider) => {
  expect(() => parseConfig({ providers: { mine: provider } }, 'w4s.config.ts')).toThrow(
    expect.objectContaining({
      code: 'inline-secret',
      message: expect.not.stringContaining('hunter22'),
      hint: expect.stringContaining('leaks'),
    }),
  );
});
