import { first, last } from '../../../base/lists.ts';
import {
  type Html,
  responsive,
  svg,
  linearScale,
  niceTicks,
  px,
  percent,
  percentTick,
  percentWithInterval,
  html,
} from '../../../present/index.ts';
import type { AblationResult } from '../result.ts';
import { armClass } from './style.ts';

const ROW = 30;
const BOTTOM = 28;

/** Test score of each arm with its interval, one below the other. */
export function scoreChart({ arms }: AblationResult): Html {
  const values = arms.flatMap(({ test }) =>
    [test.accuracy ?? [], test.interval?.low ?? [], test.interval?.high ?? []].flat(),
  );
  if (values.length === 0) return html`<p class="quiet">Nothing was tested.</p>`;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const ticks = niceTicks(Math.max(0, least - 0.01), Math.min(1, most + 0.01), 5).filter((tick) => tick <= 1 + 1e-9);
  return responsive(({ width }) => {
    const left = Math.min(width / 3, 16 + 7 * Math.max(...arms.map(({ name }) => name.length)));
    const height = arms.length * ROW + BOTTOM;
    const x = linearScale([first(ticks), last(ticks)], [left, width - 20]);
    const bottom = height - BOTTOM;
    return svg(
      { width, height },
      `Test score by arm. ${arms.map(({ name, test }) => `${name} ${percent(test.accuracy)}`).join(', ')}.`,
      html`
    ${ticks.map(
      (tick) => html`<line class="grid" x1="${px(x(tick))}" x2="${px(x(tick))}" y1="4" y2="${bottom}"/>
    <text x="${px(x(tick))}" y="${height - 8}" text-anchor="middle">${percentTick(tick)}</text>`,
    )}
    ${arms.map(({ name, test }, i) => {
      const y = ROW * (i + 0.5);
      const range = test.interval;
      return html`<text class="name" x="${px(left - 10)}" y="${px(y + 4)}" text-anchor="end">${name}</text>
      <g class="${armClass(i)}"><title>${name}: ${percentWithInterval(test.accuracy, range)}</title>
      ${range && html`<line x1="${px(x(range.low))}" x2="${px(x(range.high))}" y1="${px(y)}" y2="${px(y)}"/>`}
      ${test.accuracy !== null && html`<circle cx="${px(x(test.accuracy))}" cy="${px(y)}" r="4.5"/>`}</g>`;
    })}`,
    );
  });
}
