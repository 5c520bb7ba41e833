import type { CandidateReport, RunReport } from '../contract.ts';
import {
  type Html,
  type Frame,
  percent,
  percentTick,
  percentWithInterval,
  html,
  frame,
  responsive,
  svg,
  px,
} from '../../present/index.ts';
import { candidateLabel } from '../../base/candidate-id.ts';
import { bestByTurn, candidatesOf } from '../tally.ts';

/** Validation accuracy of every candidate with its interval, the running best, and the start. */
export function accuracyChart(report: RunReport): Html {
  const values = shownValues(report);
  if (values.length === 0) return html`<p class="quiet">No candidate was scored.</p>`;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return responsive((size) => {
    const shape = frame({
      ...size,
      turns: report.turns.map(({ turn }) => turn),
      values: high > low ? [low, high] : [Math.max(0, low - 0.1), Math.min(1, high + 0.1)],
      most: 1,
      formatTick: percentTick,
    });
    return svg(
      size,
      describe(report),
      html`${shape.axes}${startLine(report, shape)}${bestLine(report, shape)}
    ${report.turns.map(({ candidates }) => candidates.map((candidate) => mark(candidate, candidates.length, shape)))}`,
    );
  });
}

function shownValues(report: RunReport): number[] {
  const ofCandidates = candidatesOf(report)
    .filter(({ accuracy }) => accuracy !== null)
    .flatMap((candidate) => [candidate.accuracy, candidate.interval?.low, candidate.interval?.high]);
  const values = [...ofCandidates, ofCandidates.length > 0 ? report.start?.validation?.accuracy : null];
  return values.filter((value): value is number => typeof value === 'number');
}

function mark(candidate: CandidateReport, siblings: number, shape: Frame): Html {
  const spread = Math.min(10, (shape.step * 0.7) / siblings);
  const x = shape.x(candidate.turn) + (candidate.slot - (siblings - 1) / 2) * spread;
  const title = html`<title>${titleOf(candidate)}</title>`;
  if (candidate.accuracy === null) {
    const [left, right, y] = [px(x - 3), px(x + 3), shape.bottom - 6];
    const cross = `M${left} ${y - 3}L${right} ${y + 3}M${left} ${y + 3}L${right} ${y - 3}`;
    return html`<path class="unscored" d="${cross}">${title}</path>`;
  }
  const range = candidate.interval;
  return html`<g class="${candidate.status === 'scored' ? 'point' : 'point partial'}">${title}
    ${range && html`<line x1="${px(x)}" x2="${px(x)}" y1="${px(shape.y(range.low))}" y2="${px(shape.y(range.high))}"/>`}
    <circle cx="${px(x)}" cy="${px(shape.y(candidate.accuracy))}" r="${siblings > 5 ? 2.5 : 3.5}"/></g>`;
}

function titleOf(candidate: CandidateReport): string {
  const { status, accuracy, interval: range } = candidate;
  return `${candidateLabel(candidate)}: ${status}, ${percentWithInterval(accuracy, range)}`;
}

function bestLine(report: RunReport, shape: Frame): Html {
  const path = bestByTurn(report)
    .filter((entry): entry is { turn: number; best: number } => entry.best !== null)
    .map(({ turn, best }, i) => {
      const [start, end, y] = [px(shape.x(turn - 0.5)), px(shape.x(turn + 0.5)), px(shape.y(best))];
      return `${i === 0 ? 'M' : 'L'}${start} ${y}L${end} ${y}`;
    });
  return html`<path class="best" d="${path.join('')}"/>`;
}

function startLine(report: RunReport, shape: Frame): Html | null {
  const accuracy = report.start?.validation?.accuracy ?? null;
  if (accuracy === null) return null;
  const y = px(shape.y(accuracy));
  return html`<line class="start" x1="${shape.left}" x2="${shape.right}" y1="${y}" y2="${y}"/>`;
}

function describe(report: RunReport): string {
  const best = bestByTurn(report).filter((entry) => entry.best !== null);
  const start = report.start?.validation;
  const told = [best[0], best.at(-1)].map((entry) => `${percent(entry?.best ?? null)} after turn ${entry?.turn ?? 0}`);
  return [
    `Validation ${report.run.metric} by turn. Running best ${told.join(', ')}.`,
    ...(start ? [`Start ${percent(start.accuracy)}.`] : []),
    'The table of candidates holds the numbers.',
  ].join(' ');
}
