import type { RunReport } from '../contract.ts';
import { money, usd } from '../../present/numbers.ts';
import type { Html } from '../../present/html.ts';
import { html } from '../../present/html.ts';
import { costByTurn } from '../tally.ts';
import { frame, responsive, svg } from '../../present/chart/frame.ts';
import { px } from '../../present/chart/scale.ts';

/** What the search had cost after each turn; says so where prices are not known. */
export function costChart(report: RunReport): Html {
  const costs = costByTurn(report);
  const priced = costs.flatMap(({ turn, money: sum }) => (sum.usd === null ? [] : [{ turn, usd: sum.usd }]));
  const last = costs.at(-1);
  if (last === undefined) return html`<p class="quiet">No turn has ended yet.</p>`;
  const total = last.money;
  if (total.usd === null) return html`<p class="quiet">Unpriced: no price is known for the models of this run.</p>`;
  const highest = total.usd;
  return html`${responsive((size) => {
    const shape = frame({
      ...size,
      height: size.height - 80,
      turns: report.turns.map(({ turn }) => turn),
      values: [0, highest === 0 ? 1 : highest],
      formatTick: usdTick,
    });
    const y0 = px(shape.bottom);
    const line = priced.map(({ turn, usd: y }) => `L${px(shape.x(turn))} ${px(shape.y(y))}`).join('');
    const [first = last] = priced;
    const points = priced.map(({ turn, usd: y }) => {
      const title = html`<title>turn ${turn}: ${usd(y)}</title>`;
      return html`<circle class="sum-point" cx="${px(shape.x(turn))}" cy="${px(shape.y(y))}" r="3">${title}</circle>`;
    });
    return svg(
      shape,
      `Cumulative cost of the search by turn, ${money(total)} after the last.`,
      html`${shape.axes}
      <path class="area" d="M${px(shape.x(first.turn))} ${y0}${line}L${px(shape.x(last.turn))} ${y0}Z"/>
      <path class="sum" d="M${line.slice(1)}"/>
      ${points}`,
    );
  })}${unpricedNote(total.unpriced)}`;
}

function unpricedNote(candidates: number): Html | null {
  if (candidates === 0) return null;
  const text = `${candidates} of the candidates have no known price and are not in this sum.`;
  return html`<p class="quiet">${text}</p>`;
}

/** Ticks are round numbers: no more digits than they have. */
function usdTick(value: number): string {
  return value === 0 ? '$0' : `$${Number(value.toPrecision(3))}`;
}

/** A bar as long as its share of the whole, as wide as the cell that it stands in. */
export function shareBar(share: number): Html {
  const filled = html`<rect class="fill" width="${(100 * share).toFixed(2)}%" height="100%"/>`;
  return html`<svg class="bar" aria-hidden="true"><rect width="100%" height="100%"/>${filled}</svg>`;
}
