import { px, percentTick } from './scale.ts';
import { percent, dollars } from '../../src/present/index.ts';
import { Chart } from './frame.tsx';

/** A workflow with what it scored and cost. */
export interface ScatterPoint {
  id: string;
  name: string;
  /** Where it leads to. */
  href: string;
  score: number;
  /** Dollars an item; `null` where something has no price. */
  costUsd: number | null;
  /** Executor calls an item. */
  calls: number | null;
}

export interface CostScatterProps {
  points: readonly ScatterPoint[];
  /** At the axis of scores: `validation accuracy`. */
  scoreLabel: string;
  /** At the axis of costs, where there are prices. */
  costLabel: string;
}

/**
 * Score against what an item costs, with the frontier: nothing is both cheaper and better than what stands on it. In
 * calls where nothing has a price.
 */
export function CostScatter({ points, scoreLabel, costLabel }: CostScatterProps) {
  const byDollars = points.some(({ costUsd }) => (costUsd ?? 0) > 0);
  const all = points.flatMap((point) => {
    const cost = byDollars ? point.costUsd : point.calls;
    return cost === null ? [] : [{ ...point, cost }];
  });
  if (all.length === 0) return <p class="quiet">Nothing is scored yet.</p>;
  const front = frontier(all);
  const [costs, scores] = [all.map(({ cost }) => cost), all.map(({ score }) => score)];
  const most = Math.max(...costs);
  const [low, high] = [Math.min(...scores), Math.max(...scores)];
  return (
    <Chart
      description={`${all.length} workflows by score and cost an item; ${front.length} of them on the frontier.`}
      height={280}
      x={{
        values: [0, most > 0 ? most * 1.05 : 1],
        format: byDollars ? dollars : String,
        label: byDollars ? costLabel : 'executor calls an item (nothing has a price)',
      }}
      y={{
        values: high > low ? [low, high] : [Math.max(0, low - 0.1), Math.min(1, high + 0.1)],
        most: 1,
        format: percentTick,
        label: scoreLabel,
      }}
    >
      {(frame) => (
        <>
          <path
            class="frontier"
            d={front
              .map(({ cost, score }, i) => `${i === 0 ? 'M' : 'L'}${px(frame.x(cost))} ${px(frame.y(score))}`)
              .join('')}
          />
          {all.map(({ id, name, href, cost, score }) => {
            const price = byDollars ? dollars(cost) : `${cost.toFixed(1)} calls`;
            const title = `${name}: ${percent(score)}, ${price} an item`;
            return (
              <a key={id} href={href} aria-label={title} tabIndex={-1}>
                <circle
                  class={front.some((one) => one.id === id) ? 'dot front' : 'dot'}
                  cx={px(frame.x(cost))}
                  cy={px(frame.y(score))}
                  r={5}
                >
                  <title>{title}</title>
                </circle>
              </a>
            );
          })}
        </>
      )}
    </Chart>
  );
}

/** In order of cost: each scores more than all that are cheaper. */
export function frontier<T extends { cost: number; score: number }>(all: readonly T[]): T[] {
  const front: T[] = [];
  for (const one of all.toSorted((a, b) => a.cost - b.cost || b.score - a.score)) {
    const last = front.at(-1);
    if (last === undefined || one.score > last.score) front.push(one);
  }
  return front;
}
