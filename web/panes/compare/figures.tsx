import { count, interval, pValue, points } from '../../../src/present/numbers.ts';
import type { Comparison } from '../../../src/report/comparison.ts';
import { Figure, Figures } from '../../parts/figures.tsx';

/** The difference, second minus first, and how sure it is. */
export function PairFigures({ comparison: { paired, flipped, unshared, changed } }: { comparison: Comparison }) {
  if (paired === null) return <p class="notice">No item was scored in both, so there is nothing to compare.</p>;
  const { difference, interval: range, p, midP, items, intervalMethod, pMethod } = paired;
  const turned = { low: -range.high, high: -range.low };
  const [lost, won] = [flipped.firstBetter.length, flipped.secondBetter.length];
  const method = intervalMethod === 'newcombe' ? 'Newcombe, paired' : 'sign flips over items';
  const test = pMethod === 'mcnemar' ? `exact McNemar, mid-${pValue(midP ?? p)}` : 'sign-flip test over items';
  const left = [
    unshared.first > 0 && `${count(unshared.first)} in the left alone`,
    unshared.second > 0 && `${count(unshared.second)} in the right alone`,
    changed > 0 && `${count(changed)} with another input`,
  ].filter((text) => text !== false);
  return (
    <Figures>
      <Figure name="Right minus left" value={points(-difference)} detail={`${interval(turned)} · ${method}`} />
      <Figure name="Test" value={pValue(p)} detail={`${test}${p < 0.05 ? '' : ' · may be chance'}`} />
      <Figure name="Items that flipped" value={count(lost + won)} detail={`${count(won)} won · ${count(lost)} lost`} />
      <Figure
        name="Shared items"
        value={count(items)}
        detail={left.length === 0 ? 'all of both' : `left out: ${left.join(', ')}`}
      />
    </Figures>
  );
}
