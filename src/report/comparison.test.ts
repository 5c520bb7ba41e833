import { describe, expect, test } from 'vitest';
import type { EvaluationSide } from './comparison.ts';
import { compareEvaluations } from './comparison.ts';
import { renderComparison } from './comparison-text.ts';

const side = (label: string, scores: readonly (number | null)[], repeats = 1): EvaluationSide => ({
  label,
  model: 'sim:executor',
  status: 'complete',
  costUsd: null,
  callsPerItem: 1,
  items: scores.flatMap((score, i) =>
    Array.from({ length: repeats }, () => ({ itemId: `item-${i}`, score, answer: `${label}-${i}` })),
  ),
});

const compare = (first: EvaluationSide, second: EvaluationSide, subject?: 'first' | 'second') =>
  compareEvaluations({ task: 'gsm-hard', split: 'test', metric: 'accuracy', first, second, subject });

describe('compareEvaluations', () => {
  test('lists the items that flipped, each way', () => {
    const result = compare(side('a', [1, 1, 0, 0]), side('b', [1, 0, 1, 0]));
    expect(result.flipped.firstBetter.map(({ itemId }) => itemId)).toEqual(['item-1']);
    expect(result.flipped.secondBetter).toEqual([
      { itemId: 'item-2', firstScore: 0, secondScore: 1, firstAnswer: 'a-2', secondAnswer: 'b-2' },
    ]);
    expect(result.paired).toMatchObject({ items: 4, difference: 0, p: 1, pMethod: 'mcnemar' });
  });

  test('what one of them did not score stands apart', () => {
    const result = compare(side('a', [1, null, 1, 0]), side('b', [1, 1, null]));
    expect(result).toMatchObject({ paired: { items: 1 }, unshared: { first: 2, second: 1 } });
    expect(result.first.score).toMatchObject({ n: 3, missing: 1 });
  });

  test('repeats are averaged by item', () => {
    const result = compare(side('a', [1, 0], 3), side('b', [0, 0]));
    expect(result.paired).toMatchObject({ items: 2, difference: 0.5, pMethod: 'sign-flip' });
  });

  test('is plain data', () => {
    const result = compare(side('a', [1, 0]), side('b', [0, 0]));
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });
});

describe('renderComparison', () => {
  test('difference, interval, p and flips', () => {
    const text = renderComparison(
      compare(
        side('a', [...Array(7).fill(1), 0, ...Array(13).fill(0)]),
        side('b', [...Array(7).fill(0), 1, ...Array(13).fill(0)]),
      ),
    );
    expect(text).toContain('first − second  +28.6 points');
    expect(text).toContain('p = 0.070 (exact McNemar, mid-p = 0.039)');
    expect(text).toContain('only or more right in the first: 7');
    expect(text).toMatch(/item-7 +0 \/ 1 +a-7 +b-7/);
    expect(text).toContain('unpriced');
  });

  test('the second is measured against the first where that is the start, with the sign turned', () => {
    const [low, high] = [
      side('start', [...Array(7).fill(0), ...Array(13).fill(0)]),
      side('winner', [...Array(7).fill(1), ...Array(13).fill(0)]),
    ];
    const { paired } = compare(low, high, 'second');
    expect(paired!.difference).toBeCloseTo(-0.35, 12); // the data stay first minus second
    const text = renderComparison(compare(low, high, 'second'));
    expect(text).toContain('second − first  +35.0 points [');
    expect(text).toContain('the second is 35.0 points above the first\n');
    expect(renderComparison(compare(low, high))).toContain('first − second  −35.0 points [−');
    expect(renderComparison(compare(low, high))).toContain('the first is 35.0 points below the second\n');
    expect(renderComparison(compare(low, low))).toContain('the first is level with the second, which may be chance');
  });

  test('what makes a comparison doubtful is told', () => {
    const sides = { first: side('a', [1, 0]), second: side('b', [0, 0]) };
    const doubtful = { unlike: ['judge', 'scorer', 'task'] as const, chosen: ['second'] as const };
    const text = renderComparison(
      compareEvaluations({
        task: 't',
        split: 'validation',
        metric: 'm',
        ...sides,
        unlike: [...doubtful.unlike],
        chosen: [...doubtful.chosen],
      }),
    );
    expect(text).toContain('The second was chosen by these very items');
    expect(text).toContain('Another judge scored the second.\nAnother scorer, or another version, scored the second.');
    expect(text).toContain('The task (description, scorer or items) changed between the two.');
  });

  test('an evaluation that says nothing is named', () => {
    expect(renderComparison(compare({ ...side('a', [1, 0]), status: 'inconclusive' }, side('b', [0, 0])))).toContain(
      'The first evaluation is inconclusive',
    );
  });

  test('a long list is cut and says by how much', () => {
    const text = renderComparison(compare(side('a', Array(30).fill(1)), side('b', Array(30).fill(0))), { flips: 4 });
    expect(text).toContain('  and 26 more');
  });

  test('nothing in common', () => {
    expect(renderComparison(compare(side('a', [1]), side('b', [null])))).toContain('No item was scored in both');
  });

  test('a label can not move the cursor', () => {
    expect(renderComparison(compare(side('\u001b[2Ja', [1]), side('b', [0])))).not.toContain('\u001b');
  });
});
