import { px, percentTick } from '../../charts/scale.ts';
import { percent } from '../../../src/present/index.ts';
import type { ArmResult } from '../../../src/lab/study/result.ts';
import { Chart, type Frame } from '../../charts/frame.tsx';
import { armClass } from './arm-class.ts';

/** Best validation score up to each turn, a line an arm, mean over tasks and seeds. */
export function CurveChart({ arms, turns }: { arms: readonly ArmResult[]; turns: number }) {
  const values = arms.flatMap(({ runningBest }) => runningBest.filter((value) => value !== null));
  if (values.length === 0) return <p class="quiet">Nothing was scored.</p>;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const drawn = arms.map((arm, i) => ({ arm, i })).filter(({ arm }) => arm.runningBest.some((value) => value !== null));
  const ends = drawn.map(({ arm }) => `${arm.name} ends at ${percent(arm.runningBest.at(-1) ?? null)}`);
  return (
    <>
      <Chart
        description={`Best validation score by turn. ${ends.join(', ')}.`}
        x={{ values: [0, Math.max(1, turns)], format: String, label: 'turn', whole: true }}
        y={{
          values: high > low ? [low, high] : [Math.max(0, low - 0.1), Math.min(1, high + 0.1)],
          most: 1,
          format: percentTick,
          label: 'validation score',
        }}
      >
        {(frame) =>
          drawn.map(({ arm, i }) => (
            <g key={arm.name} class={armClass(i)}>
              <title>{arm.name}</title>
              <path d={pathOf(arm, frame)} />
            </g>
          ))
        }
      </Chart>
      <ul class="legend">
        {drawn.map(({ arm, i }) => (
          <li key={arm.name}>
            <svg aria-hidden="true">
              <g class={armClass(i)}>
                <path d="M0 6h22" />
              </g>
            </svg>
            {arm.name}
          </li>
        ))}
      </ul>
    </>
  );
}

function pathOf({ runningBest }: ArmResult, { x, y }: Frame): string {
  return runningBest
    .flatMap((value, turn) => (value === null ? [] : [{ value, turn }]))
    .map(({ value, turn }, i) => `${i === 0 ? 'M' : 'L'}${px(x(turn))} ${px(y(value))}`)
    .join('');
}
