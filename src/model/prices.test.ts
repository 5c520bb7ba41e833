import { expect, test } from 'vitest';
import { FREE, assertPriced, costOf, priceOf, priceSnapshot } from './prices.ts';

const usage = { promptTokens: 1_000_000, completionTokens: 1_000_000 };
const config = {
  prices: { 'vllm:mine': { inputUsdPerMillion: 1, outputUsdPerMillion: 3, cachedInputUsdPerMillion: 0.1 } },
  providers: { fast: { baseUrl: 'https://api.groq.com/openai/v1' }, openish: { baseUrl: 'http://10.0.0.1/v1' } },
};

test.each([
  'openai:gpt-6-luna',
  'openai:gpt-6-luna?effort=high',
  'anthropic:claude-sonnet-4-20250514',
  'gemini:gemini-3.5-flash-lite',
  'openrouter:openai/gpt-6-luna',
  'fast:llama-3.3-70b-versatile',
])('%s has a price in the bundled table', (id) => {
  const price = priceOf(id, { config })!;
  expect(price.inputUsdPerMillion).toBeGreaterThan(0);
  expect(costOf(id, { promptTokens: 1000, completionTokens: 1000 }, { config })).toBeCloseTo(
    (price.inputUsdPerMillion + price.outputUsdPerMillion) / 1000,
    10,
  );
});

test.each([
  'vllm:gpt-6-sol',
  'ollama:llama3',
  'sim:executor',
  'pocket:executor',
  'gguf:./a.gguf',
  'openai:no-such-model',
  'openish:gpt-6-sol',
  'http://127.0.0.1:8000/v1#gpt-6-sol',
])('%s is unpriced', (id) => {
  expect(priceOf(id, { config })).toBeNull();
  expect(costOf(id, usage, { config })).toBeNull();
});

test.each(['pocket:executor', 'pocket:executor@1a2b3c4d', 'gguf:/x/y.gguf@1a2b3c4d'])(
  '%s has the price that its provider names',
  (id) => {
    const providers = [{ name: 'pocket', price: FREE }, { name: 'gguf', price: FREE }, { name: 'sim' }];
    expect(priceOf(id, { config, providers })).toEqual(FREE);
    expect(costOf(id, usage, { providers })).toBe(0);
    assertPriced([id, 'openai:gpt-6-luna'], 1, { providers });
    expect(() => assertPriced([id, 'sim:executor'], 1, { providers })).toThrow(
      expect.objectContaining({ code: 'budget-unpriced', facts: { unpriced: ['sim:executor'] } }),
    );
    // Another provider may have that name in the config.
    expect(
      priceOf(id, {
        config: { providers: { pocket: { baseUrl: 'http://10.0.0.1/v1' }, gguf: { baseUrl: 'http://10.0.0.1/v1' } } },
        providers,
      }),
    ).toBeNull();
  },
);

test('the config sets prices; the cached part of a prompt has its own', () => {
  expect(costOf('vllm:mine', usage, { config })).toBe(4);
  expect(costOf('vllm:mine', { ...usage, cachedPromptTokens: 500_000 }, { config })).toBeCloseTo(3.55, 10);
  expect(costOf('openai:gpt-6-luna', { ...usage, cachedPromptTokens: 1_000_000 })!).toBeLessThan(
    costOf('openai:gpt-6-luna', usage)!,
  );
});

test('what is written to the cache of a provider has its own price', () => {
  const written = { promptTokens: 100_000, completionTokens: 10, cacheWriteTokens: 99_968 };
  expect(costOf('openai:gpt-6-luna', written)).toBeCloseTo(0.0125042, 10);
  const prices = { 'a:b': { inputUsdPerMillion: 1, outputUsdPerMillion: 0, cacheWriteUsdPerMillion: 1.25 } };
  expect(costOf('a:b', { ...written, cachedPromptTokens: 32 }, { config: { prices } })).toBeCloseTo(0.124992, 10);
});

test.each([
  ['openai:gpt-6-luna', 272_000],
  ['anthropic:claude-sonnet-4-5', 200_000],
])('a snapshot keeps the higher price of long prompts: %s', (id, most) => {
  const snapshot = JSON.parse(JSON.stringify(priceSnapshot([id]))) as ReturnType<typeof priceSnapshot>;
  const cost = (promptTokens: number, options = {}) => costOf(id, { promptTokens, completionTokens: 0 }, options)!;
  for (const promptTokens of [most, most + 1]) expect(cost(promptTokens, { snapshot })).toBe(cost(promptTokens));
  expect(cost(most + 1) / cost(most)).toBeCloseTo(2, 4);
  // Of a run that began before they were kept.
  const { longPrompts: _, ...base } = snapshot[id]!;
  expect(cost(most + 1, { snapshot: { [id]: base } }) / cost(most)).toBeCloseTo(1, 4);
});

test("a run's snapshot goes before everything, also where it says unpriced", () => {
  const snapshot = { ...priceSnapshot(['vllm:mine', 'ollama:x'], { config }), 'openai:gpt-6-luna': null };
  expect(snapshot).toEqual({ 'vllm:mine': config.prices['vllm:mine'], 'ollama:x': null, 'openai:gpt-6-luna': null });
  expect(costOf('vllm:mine', usage, { snapshot })).toBe(4);
  expect(costOf('openai:gpt-6-luna', usage, { snapshot })).toBeNull();
});

test('a budget over an unpriced model is refused before anything is paid', () => {
  expect(() => assertPriced(['openai:gpt-6-luna', 'vllm:mine', 'ollama:x'], 1, { config })).toThrow(
    expect.objectContaining({
      code: 'budget-unpriced',
      exitCode: 2,
      message: expect.stringContaining('`ollama:x`'),
      hint: expect.stringContaining('--max-calls'),
    }),
  );
  assertPriced(['ollama:x'], undefined);
  assertPriced(['vllm:mine'], 1, { config });
});

test('the effort of a model does not change its price', () => {
  expect(priceOf('vllm:mine?effort=low', { config })).toEqual(config.prices['vllm:mine']);
  expect(priceOf('openai:gpt-6-luna?effort=low')).toEqual(priceOf('openai:gpt-6-luna'));
});
