import { first, last } from '../../base/lists.ts';
import type { RunReport } from '../contract.ts';
import { type Html, money, dollars, html, frame, responsive, svg, px } from '../../present/index.ts';
import { costByTurn } from '../tally.ts';

/** What the search had cost after each turn; says so where prices are not known. */
export function costChart(report: RunReport): Html {
  const costs = costByTurn(report);
  const priced = costs.flatMap(({ turn, money: sum }) => (sum.usd === null ? [] : [{ turn, usd: sum.usd }]));
  const total = costs.at(-1)?.money;
  if (total === undefined) return html`<p class="quiet">No turn has ended yet.</p>`;
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
    const ends = [px(shape.x(first(priced).turn)), px(shape.x(last(priced).turn))];
    const points = priced.map(({ turn, usd: y }) => {
      const title = html`<title>turn ${turn}: ${dollars(y)}</title>`;
      return html`<circle class="sum-point" cx="${px(shape.x(turn))}" cy="${px(shape.y(y))}" r="3">${title}</circle>`;
    });
    return svg(
      shape,
      `Cumulative cost of the search by turn, ${money(total)} after the last.`,
      html`${shape.axes}
      <path class="area" d="M${ends[0]} ${y0}${line}L${ends[1]} ${y0}Z"/>
      <path class="sum" d="M${line.slice(1)}"/>
      ${points}`,
    );
  })}${total.unpriced > 0 && unpriced(total.unpriced)}`;
}

function unpriced(candidates: number): Html {
  return html`<p class="quiet">${candidates} of the candidates have no known price and are not in this sum.</p>`;
}

/** Ticks are round numbers: no more digits than they have. */
function usdTick(value: number): string {
  return value === 0 ? '$0' : `$${Number(value.toPrecision(3))}`;
}

/** A bar as long as its share of the whole, as wide as the cell that it stands in. */
export function shareBar(share: number): Html {
  const fill = html`<rect class="fill" width="${(100 * share).toFixed(2)}%" height="100%"/>`;
  return html`<svg class="bar" aria-hidden="true"><rect width="100%" height="100%"/>${fill}</svg>`;
}
