import { linearScale, niceTicks, percentTick, px } from '../../charts/scale.ts';
import { interval, percent } from '../../../src/present/index.ts';
import type { ArmResult } from '../../../src/lab/study/result.ts';
import { useWidth } from '../../charts/frame.tsx';
import { armClass } from './arm-class.ts';

const ROW = 30;
const BOTTOM = 28;

/**
 * Test score of each arm with its interval, one under the other.
 * @param byCell Whether searches are the unit, and not items.
 */
export function ArmScores({ arms: given, byCell }: { arms: readonly ArmResult[]; byCell: boolean }) {
  const [box, width] = useWidth();
  const arms = given.map(({ name, test, mean }) => ({ name, test: (byCell ? mean : null) ?? test }));
  const values = arms.flatMap(({ test }) =>
    [test.accuracy ?? [], test.interval?.low ?? [], test.interval?.high ?? []].flat(),
  );
  if (values.length === 0) return <p class="quiet">Nothing was tested.</p>;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const ticks = niceTicks(Math.max(0, least - 0.01), Math.min(1, most + 0.01), 5).filter((tick) => tick <= 1 + 1e-9);
  const left = Math.min(width / 3, 16 + 7 * Math.max(...arms.map(({ name }) => name.length)));
  const height = arms.length * ROW + BOTTOM;
  const x = linearScale([ticks[0] ?? 0, ticks.at(-1) ?? 1], [left, width - 24]);
  const told = arms.map(({ name, test }) => `${name} ${percent(test.accuracy)}`);
  return (
    <div class="chart-box" ref={box}>
      <svg class="chart" width={width} height={height} role="img" aria-label={`Test score by arm. ${told.join(', ')}.`}>
        {ticks.map((tick) => (
          <g key={tick}>
            <line class="grid" x1={px(x(tick))} x2={px(x(tick))} y1="4" y2={height - BOTTOM} />
            <text class="tick" x={px(x(tick))} y={height - 8} text-anchor="middle">
              {percentTick(tick)}
            </text>
          </g>
        ))}
        {arms.map(({ name, test }, i) => {
          const y = ROW * (i + 0.5);
          return (
            <g key={name} class={armClass(i)}>
              <title>{`${name}: ${percent(test.accuracy)} ${interval(test.interval)}`}</title>
              <text class="name" x={px(left - 10)} y={px(y + 4)} text-anchor="end">
                {name}
              </text>
              {test.interval !== null && (
                <line x1={px(x(test.interval.low))} x2={px(x(test.interval.high))} y1={px(y)} y2={px(y)} />
              )}
              {test.accuracy !== null && <circle cx={px(x(test.accuracy))} cy={px(y)} r="4.5" />}
            </g>
          );
        })}
      </svg>
    </div>
  );
}
