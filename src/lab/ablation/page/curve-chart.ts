import { type Html, frame, responsive, svg, px, percent, percentTick, html } from '../../../present/index.ts';
import type { AblationResult, ArmResult } from '../result.ts';
import { armClass } from './style.ts';

/** Best validation score up to each turn, one line per arm, mean over tasks and seeds. */
export function curveChart({ arms, design }: AblationResult): Html {
  const values = arms.flatMap(({ runningBest }) => runningBest.filter((value) => value !== null));
  if (values.length === 0) return html`<p class="quiet">Nothing was scored.</p>`;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const drawn = arms.map((arm, i) => ({ arm, i })).filter(({ arm }) => arm.runningBest.some((value) => value !== null));
  return html`${responsive((size) => {
    const shape = frame({
      ...size,
      most: 1,
      turns: Array.from({ length: design.turns + 1 }, (_, turn) => turn),
      values: high > low ? [low, high] : [Math.max(0, low - 0.1), Math.min(1, high + 0.1)],
      formatTick: percentTick,
    });
    const lines = drawn.map(
      ({ arm, i }) =>
        html`<g class="${armClass(i)}"><title>${arm.name}</title><path d="${pathOf(arm, shape.x, shape.y)}"/></g>`,
    );
    const ends = drawn.map(({ arm }) => `${arm.name} ends at ${percent(arm.runningBest.at(-1) ?? null)}`);
    return svg(size, `Best validation score by turn. ${ends.join(', ')}.`, html`${shape.axes}${lines}`);
  })}
<ul class="legend">${drawn.map(({ arm, i }) => legendEntry(arm.name, i))}</ul>`;
}

function legendEntry(name: string, arm: number): Html {
  const line = html`<g class="${armClass(arm)}"><path d="M0 6L22 6"/></g>`;
  return html`<li><svg aria-hidden="true">${line}</svg>${name}</li>`;
}

function pathOf({ runningBest }: ArmResult, x: (turn: number) => number, y: (value: number) => number): string {
  return runningBest
    .flatMap((value, turn) => (value === null ? [] : [{ value, turn }]))
    .map(({ value, turn }, i) => `${i === 0 ? 'M' : 'L'}${px(x(turn))} ${px(y(value))}`)
    .join('');
}
