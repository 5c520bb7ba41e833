import { expect, test } from 'vitest';
import { breakEven } from './break-even.ts';

const start = { accuracy: 0.5, costPerItemUsd: 0.01 };

test('equal accuracy, cheaper: optimisation over saving', () => {
  const result = breakEven({ optimisationCostUsd: 1, workflow: { accuracy: 0.5, costPerItemUsd: 0.0075 }, start });
  expect(result).toMatchObject({ items: 400, verdict: 'pays-off', costPerExtraCorrectUsd: null });
});

test('dearer an item but cheaper a correct answer', () => {
  // 100 items: 75 right, worth 75 * 0.02 = 1.50; the workflow asks 1.25. Saving 0.0025 an item.
  const result = breakEven({ optimisationCostUsd: 1, workflow: { accuracy: 0.75, costPerItemUsd: 0.0125 }, start });
  expect(result).toMatchObject({ items: 400, verdict: 'pays-off' });
  expect(result.costPerCorrectUsd.start).toBe(0.02);
  expect(result.costPerExtraCorrectUsd).toBeCloseTo(0.01, 12);
});

test('better but dearer for each correct answer: never, with the price of an extra one', () => {
  const result = breakEven({ optimisationCostUsd: 1, workflow: { accuracy: 0.75, costPerItemUsd: 0.035 }, start });
  expect(result).toMatchObject({ items: null, verdict: 'never' });
  expect(result.costPerExtraCorrectUsd).toBeCloseTo(0.1, 12);
});

test('one unknown price makes it unpriced, never free', () => {
  const workflow = { accuracy: 0.75, costPerItemUsd: 0.0125 };
  expect(breakEven({ optimisationCostUsd: null, workflow, start })).toMatchObject({ items: null, verdict: 'unpriced' });
  expect(breakEven({ optimisationCostUsd: 1, workflow, start: { ...start, costPerItemUsd: null } })).toEqual({
    items: null,
    verdict: 'unpriced',
    costPerCorrectUsd: { workflow: 0.0125 / 0.75, start: null },
    costPerExtraCorrectUsd: null,
  });
});

test('an executor that is never right, a workflow that is never right', () => {
  const never = { accuracy: 0, costPerItemUsd: 0.01 };
  expect(breakEven({ optimisationCostUsd: 1, workflow: start, start: never })).toMatchObject({
    items: 0,
    verdict: 'pays-off',
  });
  expect(breakEven({ optimisationCostUsd: 1, workflow: never, start })).toMatchObject({
    items: null,
    verdict: 'never',
  });
});

test('a search that cost nothing has nothing to pay back', () => {
  const free = { accuracy: 0.75, costPerItemUsd: 0 };
  expect(breakEven({ optimisationCostUsd: 0, workflow: free, start: { ...start, costPerItemUsd: 0 } })).toMatchObject({
    items: 0,
    verdict: 'none-needed',
  });
  expect(
    breakEven({ optimisationCostUsd: 0, workflow: { accuracy: 0.75, costPerItemUsd: 0.035 }, start }),
  ).toMatchObject({ items: 0, verdict: 'none-needed', costPerExtraCorrectUsd: expect.closeTo(0.1, 12) });
});
