import { decimal } from '../../../src/present/index.ts';
import type { StudyResult } from '../../../src/lab/study/result.ts';
import { useWidth } from '../../charts/frame.tsx';
import { type Scale, linearScale, px } from '../../charts/scale.ts';
import { armClass } from './arm-class.ts';

type Ranks = NonNullable<StudyResult['ranks']>;

const [BAR, AXIS, ROW, GROUP] = [16, 46, 22, 8];

/**
 * Mean ranks on an axis, the best on the left; bars join arms that the critical difference does not tell apart.
 * Source: J. Demsar, JMLR 7 (2006), figure 1.
 */
export function CriticalDifference({ ranks }: { ranks: Ranks }) {
  const [box, width] = useWidth();
  const { arms, groups, criticalDifference } = ranks;
  const names = Math.min(width / 3, 16 + 7 * Math.max(...arms.map(({ name }) => name.length)));
  const x = linearScale([1, arms.length], [names, width - names]);
  const order = arms.map((arm, i) => ({ ...arm, i })).toSorted((a, b) => a.meanRank - b.meanRank);
  const left = Math.ceil(order.length / 2);
  const top = AXIS + 18 + GROUP * groups.length;
  const told = order.map(({ name, meanRank }) => `${name} ${decimal(meanRank, 2)}`);
  return (
    <div class="chart-box" ref={box}>
      <svg
        class="chart ranks"
        width={width}
        height={top + ROW * left}
        role="img"
        aria-label={`Mean rank of each arm. ${told.join(', ')}. Critical difference ${decimal(criticalDifference, 2)}.`}
      >
        <Difference x={x} most={arms.length} difference={criticalDifference} />
        <Axis x={x} ranks={arms.length} />
        {groups.map((group, i) => {
          const of = order.filter(({ name }) => group.includes(name)).map(({ meanRank }) => x(meanRank));
          const y = AXIS + 12 + GROUP * i;
          return (
            <line
              class="alike"
              key={group.join()}
              x1={px(Math.min(...of) - 4)}
              x2={px(Math.max(...of) + 4)}
              y1={y}
              y2={y}
            />
          );
        })}
        {order.map(({ name, meanRank, i }, place) => {
          const isLeft = place < left;
          const y = top + ROW * (isLeft ? place : order.length - 1 - place);
          const end = isLeft ? names - 4 : width - names + 4;
          return (
            <g key={name} class={armClass(i)}>
              <title>{`${name}: mean rank ${decimal(meanRank, 2)}`}</title>
              <path d={`M${px(x(meanRank))} ${AXIS}V${px(y)}H${px(end)}`} />
              <text
                class="name"
                x={px(isLeft ? end - 6 : end + 6)}
                y={px(y + 4)}
                text-anchor={isLeft ? 'end' : 'start'}
              >
                {name}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

/** How far apart two ranks must be; cut off where the axis ends. */
function Difference({ x, most, difference }: { x: Scale; most: number; difference: number }) {
  const end = x(Math.min(most, 1 + difference));
  return (
    <g class="difference">
      <line x1={px(x(1))} x2={px(end)} y1={BAR} y2={BAR} />
      <text class="tick" x={px(end + 8)} y={BAR + 4}>
        {`CD ${decimal(difference, 2)}`}
      </text>
    </g>
  );
}

function Axis({ x, ranks }: { x: Scale; ranks: number }) {
  const ticks = Array.from({ length: ranks }, (_, i) => i + 1);
  return (
    <g>
      <line class="axis" x1={px(x(1))} x2={px(x(ranks))} y1={AXIS} y2={AXIS} />
      {ticks.map((tick) => (
        <g key={tick}>
          <line class="axis" x1={px(x(tick))} x2={px(x(tick))} y1={AXIS - 4} y2={AXIS} />
          <text class="tick" x={px(x(tick))} y={AXIS - 9} text-anchor="middle">
            {tick}
          </text>
        </g>
      ))}
    </g>
  );
}
