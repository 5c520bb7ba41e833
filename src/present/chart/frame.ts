import { first, last } from '../../base/lists.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import type { Scale } from './scale.ts';
import { linearScale, niceTicks, px, thinned } from './scale.ts';

/** Where the marks of a chart over turns go. */
export interface Frame {
  width: number;
  height: number;
  /** Turn to pixels; fractions of a turn are allowed. */
  x: Scale;
  y: Scale;
  /** Pixels between two turns. */
  step: number;
  left: number;
  right: number;
  bottom: number;
  axes: Html;
}

export interface FrameOptions {
  width: number;
  height: number;
  turns: readonly number[];
  /** Smallest and largest value to show. */
  values: readonly [number, number];
  /** Largest value of the axis, whatever the ticks: 1 for a fraction. @default none */
  most?: number;
  formatTick: (value: number) => string;
}

const TOP = 12;
const BOTTOM = 34;

/** Axes, grid and scales of a chart whose horizontal axis is the turn. */
export function frame({ width, height, turns, values, most = Infinity, formatTick }: FrameOptions): Frame {
  const ticks = niceTicks(values[0], values[1], 4).filter((tick) => tick <= most + 1e-9);
  const labels = ticks.map(formatTick);
  const left = 14 + 7 * Math.max(...labels.map((label) => label.length));
  const [right, bottom] = [width - 10, height - BOTTOM];
  const [start, end] = [turns[0] ?? 0, turns.at(-1) ?? 0];
  const x = linearScale([start - 0.5, end + 0.5], [left, right]);
  const y = linearScale([first(ticks), Math.max(last(ticks), Math.min(values[1], most))], [bottom, TOP]);
  const labelled = thinned(turns, Math.floor((right - left) / 32));
  const turnLabel = (turn: number): Html =>
    html`<text class="tick" x="${px(x(turn))}" y="${bottom + 16}" text-anchor="middle">${turn}</text>`;
  const axes = html`
    ${ticks.map(
      (tick, i) => html`<line class="grid" x1="${left}" x2="${right}" y1="${px(y(tick))}" y2="${px(y(tick))}"/>
    <text class="tick" x="${left - 8}" y="${px(y(tick) + 4)}" text-anchor="end">${labels[i]}</text>`,
    )}
    ${labelled.map(turnLabel)}
    <text class="axis" x="${px((left + right) / 2)}" y="${height - 3}" text-anchor="middle">turn</text>`;
  return { width, height, x, y, step: (right - left) / Math.max(1, end - start + 1), left, right, bottom, axes };
}

/** A chart at desk and at phone width: text of a scaled drawing would be too small to read. */
export function responsive(draw: (size: { width: number; height: number }) => Html): Html {
  const [wide, narrow] = [draw({ width: 880, height: 300 }), draw({ width: 360, height: 260 })];
  return html`<div class="wide">${wide}</div><div class="narrow">${narrow}</div>`;
}

/** The SVG element itself, with its description for those who don't see it. */
export function svg({ width, height }: { width: number; height: number }, description: string, body: Html): Html {
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${description}">${body}</svg>`;
}
