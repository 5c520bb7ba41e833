import { describe, expect, test } from 'vitest';
import { fakeModel } from '../testing.ts';
import { parseModel, providerNames } from './parse.ts';
import { readSecrets } from './secrets.ts';
import type { ModelProvider } from './spec.ts';
import { knownProviders } from './table.ts';

const env = {
  OPENAI_API_KEY: 'k',
  ANTHROPIC_API_KEY: 'k',
  GEMINI_API_KEY: 'k',
  OPENROUTER_API_KEY: 'k',
  MINE_KEY: 'k',
};
const config = {
  providers: {
    mine: {
      baseUrl: 'https://llm.example.org/api/',
      apiKeyEnv: 'MINE_KEY',
      requestsPerMinute: 30,
      maxConcurrency: 2,
      timeoutMs: 9000,
    },
  },
};
const gguf: ModelProvider = {
  name: 'gguf',
  example: 'gguf:./model.gguf',
  limits: { maxConcurrency: 2 },
  open: () => fakeModel(['x']),
};

test.each(Object.entries(knownProviders))('%s', (provider, { example, baseUrl }) => {
  const spec = parseModel(example, { env });
  expect(spec).toMatchObject({
    id: example,
    provider,
    name: example.slice(provider.length + 1),
    server: baseUrl,
    http: { baseUrl },
  });
});

test('names may hold colons and slashes', () => {
  expect(parseModel('ollama:qwen2.5-coder:7b', { env }).name).toBe('qwen2.5-coder:7b');
  expect(parseModel('openrouter:qwen/qwen-2.5-7b', { env }).name).toBe('qwen/qwen-2.5-7b');
});

test.each([
  ['openai/gpt-6-luna', 'openai:gpt-6-luna'],
  ['openrouter/qwen/qwen-2.5-7b', 'openrouter:qwen/qwen-2.5-7b'],
  ['ollama/qwen2.5-coder:7b', 'ollama:qwen2.5-coder:7b'],
  ['openai/gpt-6-luna?effort=low', 'openai:gpt-6-luna?effort=low'],
  ['mine/big', 'mine:big'],
])('%s is %s', (text, id) => {
  expect(parseModel(text, { config, env }).id).toBe(id);
});

test('the effort is part of a model, and not of its name at the server', () => {
  expect(parseModel('openai:gpt-6-luna?effort=none', { env })).toMatchObject({
    id: 'openai:gpt-6-luna?effort=none',
    name: 'gpt-6-luna',
    http: { effort: 'none' },
  });
  expect(parseModel('http://h/v1#m?effort=high', { env })).toMatchObject({
    id: 'http://h/v1#m?effort=high',
    name: 'm',
    http: { effort: 'high' },
  });
  const configured = { providers: { mine: { ...config.providers.mine, effort: 'low' } } };
  expect(parseModel('mine:big', { config: configured, env }).id).toBe('mine:big?effort=low');
  expect(parseModel('mine:big?effort=high', { config: configured, env }).id).toBe('mine:big?effort=high');
});

test('the environment moves a provider; another address may have no key', () => {
  const { http } = parseModel('openai:gpt-6-luna', { env: { OPENAI_BASE_URL: 'http://127.0.0.1:4000' } });
  expect(http).toMatchObject({ baseUrl: 'http://127.0.0.1:4000/v1', keyRequired: false });
});

test('the config adds providers and changes known ones', () => {
  expect(parseModel('mine:big', { config, env })).toMatchObject({
    server: 'https://llm.example.org/api',
    limits: { requestsPerMinute: 30, maxConcurrency: 2 },
    http: { apiKeyEnv: ['MINE_KEY'], keyRequired: true, timeoutMs: 9000 },
  });
  const changed = { providers: { vllm: { baseUrl: 'http://gpu:9000/v1' } } };
  expect(parseModel('vllm:m', { config: changed, env: { VLLM_BASE_URL: 'http://other/v1' } }).http).toMatchObject({
    baseUrl: 'http://gpu:9000/v1',
    traits: { tokenIds: true },
  });
});

test('an address with a model', () => {
  expect(parseModel('http://127.0.0.1:8000/v1/#org/m', { env })).toMatchObject({
    id: 'http://127.0.0.1:8000/v1#org/m',
    name: 'org/m',
    provider: 'http',
  });
  expect(parseModel('http://127.0.0.1:8000#m', { env }).server).toBe('http://127.0.0.1:8000/v1');
  expect(parseModel('https://llm.example.org/api#m', { config, env }).http).toMatchObject({ apiKeyEnv: ['MINE_KEY'] });
});

test('further providers come as an option', () => {
  expect(parseModel('gguf:./a.gguf', { providers: [gguf], env })).toEqual({
    id: 'gguf:./a.gguf',
    provider: 'gguf',
    name: './a.gguf',
    server: 'gguf',
    limits: { maxConcurrency: 2 },
  });
  expect(providerNames({ config, providers: [gguf] })).toEqual([...Object.keys(knownProviders), 'mine', 'gguf']);
  expect(() => parseModel('gguf:./a.gguf', { env })).toThrow(expect.objectContaining({ code: 'unknown-provider' }));
});

test.each([
  ['opanai:gpt-6-sol', 'unknown-provider', 'Did you mean `openai:gpt-6-sol`? Known: openai, anthropic'],
  ['zzzzzzzz:x', 'unknown-provider', 'Known: openai'],
  ['toString:x', 'unknown-provider', 'Known: openai'],
  ['gpt-6-luna', 'model-syntax', 'openai:gpt-6-luna'],
  ['', 'model-syntax', 'openai:gpt-6-luna'],
  ['openai:', 'model-syntax', 'openai:gpt-6-luna'],
  ['openai:gpt-6-luna?temperature=1', 'model-syntax', '?effort=none'],
  ['openai:gpt-6-luna?effort=', 'model-syntax', '?effort=none'],
  ['openai:?effort=low', 'model-syntax', 'before the question mark'],
  ['opanai/gpt-6-luna', 'model-syntax', 'Known: openai'],
  ['http://127.0.0.1:8000/v1', 'model-syntax', 'http://127.0.0.1:8000/v1#my-model'],
])('%s is %s', (text, code, hint) => {
  expect(() => parseModel(text, { env })).toThrow(
    expect.objectContaining({ code, exitCode: 2, hint: expect.stringContaining(hint) }),
  );
});

test.each(['http://user:hunter22@host/v1#m', 'http://host/v1?key=hunter22#m', 'http://hunter22@#m'])(
  'an address with a secret is refused and not repeated: %s',
  (text) => {
    expect(() => parseModel(text, { env })).toThrow(
      expect.objectContaining({ code: 'bad-url', message: expect.not.stringContaining('hunter22') }),
    );
  },
);

function read(text: string, given: Record<string, string>, parse = {}) {
  const spec = parseModel(text, { env: given, ...parse });
  return readSecrets(spec, spec.http!, given);
}

describe('keys come from the environment at the last moment', () => {
  test('the first variable that is set', () => {
    expect(read('gemini:gemini-3.5-flash-lite', { GOOGLE_API_KEY: ' k1 \n' })).toEqual({
      apiKey: 'k1',
      apiKeyEnv: 'GOOGLE_API_KEY',
      headers: {},
      secrets: [],
    });
    expect(read('vllm:m', {})).toEqual({ apiKeyEnv: 'VLLM_API_KEY', headers: {}, secrets: [] });
  });

  test.each([
    ['openai:gpt-6-luna', 'OPENAI_API_KEY', {}],
    ['anthropic:claude-sonnet-5', 'ANTHROPIC_API_KEY', {}],
    ['mine:big', 'MINE_KEY', { config }],
    [
      'h:m',
      'H_TOKEN',
      { config: { providers: { h: { baseUrl: 'http://h/v1', headers: { authorization: 'Basic ${H_TOKEN}' } } } } },
    ],
  ])('%s without %s', (text, variable, parse) => {
    expect(() => parseModel(text, { env: {}, ...parse })).toThrow(
      expect.objectContaining({
        code: 'missing-key',
        exitCode: 2,
        facts: { variable, model: text },
        hint: expect.stringContaining(variable),
      }),
    );
  });

  test('headers are filled in', () => {
    const parse = {
      config: { providers: { h: { baseUrl: 'http://h/v1', headers: { authorization: 'Basic ${H_TOKEN}' } } } },
    };
    expect(read('h:m', { H_TOKEN: 'abc' }, parse)).toMatchObject({
      headers: { authorization: 'Basic abc' },
      secrets: ['abc'],
    });
  });

  test('a key that no header can hold is refused without being shown', () => {
    expect(() => read('openai:m', { OPENAI_API_KEY: 'abc\nhunter22' })).toThrow(
      expect.objectContaining({ code: 'bad-key', message: expect.not.stringContaining('hunter22') }),
    );
  });
});
