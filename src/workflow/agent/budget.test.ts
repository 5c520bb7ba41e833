import { expect, it } from 'vitest';
import { Budget } from './budget.ts';

const exceeded = (used: number): Error => new Error(`used ${used}`);

/**
 * Starts `count` calls at once, each of which wants 40 of 100 and uses `each`.
 * How many were under way at most, what was granted, and how they ended.
 */
async function start(count: number, each: number) {
  let used = 0;
  let open = 0;
  let most = 0;
  const granted: number[] = [];
  const budget = new Budget(100, () => used);
  const work = async (amount: number): Promise<string> => {
    granted.push(amount);
    most = Math.max(most, ++open);
    await new Promise((resolve) => setTimeout(resolve, 2));
    used += Math.min(amount, each);
    open -= 1;
    return 'done';
  };
  const ends = await Promise.all(
    Array.from({ length: count }, () => budget.within(40, work, exceeded).catch((error: Error) => error.message)),
  );
  return { most, granted, ends, used };
}

it('calls beside each other never pass the limit together', async () => {
  expect(await start(10, 40)).toEqual({
    most: 3,
    granted: [40, 40, 20],
    ends: ['done', 'done', 'done', ...Array<string>(7).fill('used 100')],
    used: 100,
  });
});

it('what was estimated and not used is there for those that wait', async () => {
  const { most, ends, used } = await start(10, 5);
  expect({ most, used }).toEqual({ most: 3, used: 50 });
  expect(new Set(ends)).toEqual(new Set(['done']));
});

it('work that fails gives back what it had', async () => {
  const budget = new Budget(10, () => 0);
  const fails = () => budget.within(10, () => Promise.reject(new Error('no')), exceeded);
  await expect(Promise.all([fails(), fails()])).rejects.toThrow('no');
  expect(await budget.within(10, async (granted) => granted, exceeded)).toBe(10);
});
