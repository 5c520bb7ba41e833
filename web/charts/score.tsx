import { px, percentTick } from './scale.ts';
import { count, interval, percent, dollars } from '../../src/present/index.ts';
import type { CandidateReport } from '../../src/report/contract.ts';
import { candidateLabel } from '../../src/base/candidate-id.ts';
import { href } from '../base/route.ts';
import { Chart, type Frame } from './frame.tsx';

/** What the horizontal axis counts. */
export type Over = 'turn' | 'calls' | 'dollars';

interface Point {
  candidate: CandidateReport;
  x: number;
}

export interface ScoreChartProps {
  run: string;
  candidates: readonly CandidateReport[];
  metric: string;
  /** Of the workflow to beat. */
  start: number | null;
  winnerId: string | null;
  over: Over;
}

const LABELS: Record<Over, string> = {
  turn: 'turn',
  calls: 'executor calls for evaluations, up to the candidate',
  dollars: 'dollars of the search, up to the candidate',
};

/** Validation score of every candidate with its interval, the running best, and the start. */
export function ScoreChart({ run, candidates, metric, start, winnerId, over }: ScoreChartProps) {
  const points = placed(candidates, over);
  if (points === null) return <p class="quiet">A price is not known, so nothing can be shown over dollars.</p>;
  const scored = points.filter(({ candidate }) => candidate.accuracy !== null);
  if (scored.length === 0) return <p class="quiet">No candidate is scored yet.</p>;
  const shown = scored.flatMap(({ candidate: { accuracy, interval: range } }) => [accuracy, range?.low, range?.high]);
  const values = [...shown, start].filter((value): value is number => typeof value === 'number');
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const xs = points.map(({ x }) => x);
  return (
    <Chart
      description={describe(scored, metric, start)}
      x={{
        values: spanOf(xs, over),
        format: over === 'dollars' ? dollars : count,
        label: LABELS[over],
        whole: over !== 'dollars',
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
          {start !== null && (
            <line class="start" x1={frame.left} x2={frame.right} y1={px(frame.y(start))} y2={px(frame.y(start))} />
          )}
          <path class="best" d={bestPath(scored, frame)} />
          {points.map((point) => (
            <Mark
              key={point.candidate.id}
              run={run}
              point={point}
              frame={frame}
              isWinner={point.candidate.id === winnerId}
            />
          ))}
        </>
      )}
    </Chart>
  );
}

function Mark({
  run,
  point: { candidate, x },
  frame,
  isWinner,
}: {
  run: string;
  point: Point;
  frame: Frame;
  isWinner: boolean;
}) {
  const { accuracy, interval: range, status } = candidate;
  const label = candidateLabel(candidate);
  const at = frame.x(x);
  const title = `${label}: ${status}, ${percent(accuracy)} ${interval(range)}`;
  if (accuracy === null) {
    const y = frame.bottom - 6;
    return (
      <path class={status === 'proposed' ? 'unscored waiting' : 'unscored'} d={`M${px(at - 3)} ${y - 3}l6 6m0 -6l-6 6`}>
        <title>{title}</title>
      </path>
    );
  }
  return (
    <a href={href(['run', run, 'candidate', label])} aria-label={title} tabIndex={-1}>
      <g class={`point${status === 'scored' ? '' : ' partial'}${isWinner ? ' winner' : ''}`}>
        <title>{title}</title>
        {range !== null && <line x1={px(at)} x2={px(at)} y1={px(frame.y(range.low))} y2={px(frame.y(range.high))} />}
        <circle cx={px(at)} cy={px(frame.y(accuracy))} r={isWinner ? 6 : 4} />
      </g>
    </a>
  );
}

/** Where each stands; `null` where a price is missing. Siblings of a turn stand side by side. */
function placed(candidates: readonly CandidateReport[], over: Over): Point[] | null {
  if (over === 'turn') {
    const siblings = Map.groupBy(candidates, ({ turn }) => turn);
    return candidates.map((candidate) => {
      const count = siblings.get(candidate.turn)?.length ?? 1;
      return { candidate, x: candidate.turn + (candidate.slot - (count - 1) / 2) * Math.min(0.14, 0.7 / count) };
    });
  }
  let sum = 0;
  const points: Point[] = [];
  for (const candidate of candidates) {
    const part = over === 'calls' ? (candidate.callsPerItem ?? 0) * candidate.n : candidate.costUsd;
    if (part === null) return null;
    points.push({ candidate, x: (sum += part) });
  }
  return points;
}

function spanOf(xs: readonly number[], over: Over): [number, number] {
  const [low, high] = [Math.min(...xs), Math.max(...xs)];
  if (over === 'turn') return [Math.min(0, low) - 0.3, high + 0.3];
  return [0, high > 0 ? high : 1];
}

function isComplete({ candidate }: Point): boolean {
  return candidate.status === 'scored';
}

/** Steps: the best holds until a better one is there. */
function bestPath(scored: readonly Point[], frame: Frame): string {
  let best = -Infinity;
  const path: string[] = [];
  for (const { candidate, x } of scored.filter(isComplete)) {
    if (candidate.accuracy === null || candidate.accuracy <= best) continue;
    best = candidate.accuracy;
    path.push(
      path.length === 0 ? `M${px(frame.x(x))} ${px(frame.y(best))}` : `H${px(frame.x(x))}V${px(frame.y(best))}`,
    );
  }
  return path.length === 0 ? '' : `${path.join('')}H${px(frame.right)}`;
}

function describe(scored: readonly Point[], metric: string, start: number | null): string {
  const best = Math.max(...scored.filter(isComplete).map(({ candidate }) => candidate.accuracy ?? 0), 0);
  const from = start === null ? '' : `, start ${percent(start)}`;
  return `Validation ${metric} of ${scored.length} candidates, best ${percent(best)}${from}. The table of candidates holds the numbers.`;
}
