import { expect, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import { chooseUnlike } from './choose-unlike.ts';
import { crossFit } from './cross-fit.ts';
import { type Example, fitRule, pickBy } from './fit-rule.ts';
import { judge } from './judge.ts';

const example = (features: Record<string, number>, values: number[]): Example => ({
  features: new Map(Object.entries(features)),
  values,
});

/** Ten programs, right on random items, and random features: no router is better than the best single one. */
function noise(seed: number, rates: (i: number) => number): { examples: Example[]; programs: string[] } {
  const random = seededRandom('noise', seed);
  const items = Array.from({ length: 100 }, (_, i) => String(i));
  const right = Array.from({ length: 10 }, (_, i) => new Map(items.map((item) => [item, +(random() < rates(i))])));
  const sum = (values: ReadonlyMap<string, number>) => [...values.values()].reduce((a, b) => a + b, 0);
  const ranked = right.toSorted((a, b) => sum(b) - sum(a));
  const chosen = chooseUnlike(ranked, (values) => values, 3).map(({ entry }) => entry);
  const examples = items.map((item) =>
    example(
      Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}`, random()])),
      chosen.map((values) => values.get(item) ?? 0),
    ),
  );
  return { examples, programs: chosen.map((_, i) => `p${i}`) };
}

test.each([
  ['equal programs', () => 0.6, true],
  ['one that is best', (i: number) => (i === 0 ? 0.8 : 0.5), true],
  ['nearly perfect ones', () => 0.95, false],
] as const)('a router on noise wins no more often than its level: %s', (_, rates, unfolded) => {
  const runs = 200;
  let [won, wonUnfolded] = [0, 0];
  for (let seed = 0; seed < runs; seed++) {
    const { examples, programs } = noise(seed, rates);
    const isBetter = (pick: (one: Example) => string): boolean => {
      const scores = (by: (one: Example) => string) =>
        examples.map((one, i) => ({ itemId: String(i), score: one.values[programs.indexOf(by(one))] ?? 0 }));
      return (
        judge(
          [scores(pick)],
          scores(() => 'p0'),
        )[0]?.isBetter ?? false
      );
    };
    const fit = (some: readonly Example[]) => fitRule(some, programs);
    const picks = crossFit(examples, { fit, decide: pickBy, seed });
    const whole = fit(examples);
    won += +isBetter((one) => picks.get(one) ?? '');
    wonUnfolded += +isBetter((one) => pickBy(whole, one));
  }
  expect(won).toBeLessThanOrEqual(0.05 * runs);
  if (unfolded) expect(wonUnfolded).toBeGreaterThan(0.1 * runs);
});
