import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Store, openStore, saveModel } from '../../store/index.ts';
import { tokenBudget } from './token-budget.ts';

let store: Store;
beforeAll(async () => {
  store = await openStore(':memory:');
  const model = { base: 'b', method: 'rlao', path: '', options: '{}', dataset: '{}', reason: null, created_at: 1 };
  const cards = {
    counted: JSON.stringify({ tokens: 1378 }),
    uncounted: JSON.stringify({ losses: [] }),
    'half-way': null,
  };
  for (const [name, card] of Object.entries(cards))
    await saveModel(store, { ...model, name, card, status: 'trained', finished_at: null });
});
afterAll(() => store.close());

test.each<[{ tokens?: number; tokensOf?: string }, number | undefined]>([
  [{}, undefined],
  [{ tokens: 7 }, 7],
  [{ tokensOf: 'counted' }, 1378],
])('%j is a budget of %s', async (asked, budget) => {
  expect(await tokenBudget(store, asked)).toBe(budget);
});

test.each<[{ tokens?: number; tokensOf?: string }, string]>([
  [{ tokens: 7, tokensOf: 'counted' }, 'two-token-budgets'],
  [{ tokensOf: 'uncounted' }, 'tokens-unknown'],
  [{ tokensOf: 'half-way' }, 'tokens-unknown'],
  [{ tokensOf: 'nobody' }, 'unknown-model'],
])('%j is refused as %s', async (asked, code) => {
  await expect(tokenBudget(store, asked)).rejects.toMatchObject({ code });
});
