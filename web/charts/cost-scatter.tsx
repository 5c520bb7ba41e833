import { px, percentTick } from './scale.ts';
import { percent, dollars } from '../../src/present/index.ts';
import type { CandidateReport } from '../../src/report/contract.ts';
import { candidateLabel } from '../../src/base/candidate-id.ts';
import { href } from '../base/route.ts';
import { Chart } from './frame.tsx';

interface Priced {
  candidate: CandidateReport;
  /** Dollars an item, or calls an item where nothing has a price. */
  cost: number;
  score: number;
}

/** Score against what an item costs, with the frontier: nothing is both cheaper and better than what stands on it. */
export function CostScatter({
  run,
  candidates,
  metric,
}: {
  run: string;
  candidates: readonly CandidateReport[];
  metric: string;
}) {
  const byDollars = candidates.some(({ costUsd }) => (costUsd ?? 0) > 0);
  const all = candidates.flatMap((candidate): Priced[] => {
    const { accuracy: score, status, costUsd, callsPerItem, n } = candidate;
    const cost = byDollars ? costUsd !== null && n > 0 && costUsd / n : callsPerItem;
    return score === null || status !== 'scored' || typeof cost !== 'number' ? [] : [{ candidate, cost, score }];
  });
  if (all.length === 0) return <p class="quiet">No candidate is scored yet.</p>;
  const front = frontier(all);
  const [costs, scores] = [all.map(({ cost }) => cost), all.map(({ score }) => score)];
  const most = Math.max(...costs);
  const [low, high] = [Math.min(...scores), Math.max(...scores)];
  return (
    <Chart
      description={`${all.length} candidates by score and cost an item; ${front.length} of them on the frontier.`}
      height={280}
      x={{
        values: [0, most > 0 ? most * 1.05 : 1],
        format: byDollars ? dollars : String,
        label: byDollars ? 'dollars an item, the search included' : 'executor calls an item (nothing has a price)',
      }}
      y={{
        values: high > low ? [low, high] : [Math.max(0, low - 0.1), Math.min(1, high + 0.1)],
        most: 1,
        format: percentTick,
        label: `validation ${metric}`,
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
          {all.map(({ candidate, cost, score }) => {
            const label = candidateLabel(candidate);
            const title = `${nameOf(candidate)}: ${percent(score)}, ${byDollars ? dollars(cost) : `${cost.toFixed(1)} calls`} an item`;
            return (
              <a key={candidate.id} href={href(['run', run, 'candidate', label])} aria-label={title} tabIndex={-1}>
                <circle
                  class={front.some((one) => one.candidate === candidate) ? 'dot front' : 'dot'}
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

/** Workflows of turn 0 were not written here, and have names. */
function nameOf(candidate: CandidateReport): string {
  const label = candidateLabel(candidate);
  return candidate.turn === 0 && candidate.analysis !== '' ? `${label} (${candidate.analysis})` : label;
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
