import { costChart, shareBar } from '../chart/cost.ts';
import type { CostLine, RunReport } from '../contract.ts';
import {
  type Html,
  count,
  money,
  dollars,
  html,
  numeric,
  scrolling,
  tableHead,
  tableRow,
} from '../../present/index.ts';
import { totalCost } from '../tally.ts';

/** Search cost by turn, and the whole bill by role and phase. */
export function costSection(report: RunReport): Html {
  return html`<section>
<h2>Cost</h2>
<h3>Search, cumulative by turn</h3>
${costChart(report)}
<h3>By role and phase</h3>
${report.costs.length === 0 ? html`<p class="quiet">No calls are on record.</p>` : ledger(report.costs)}
</section>`;
}

export function ledger(costs: readonly CostLine[]): Html {
  const total = totalCost(costs);
  const sum = (key: 'promptTokens' | 'completionTokens'): string =>
    count(costs.reduce((all, line) => all + line[key], 0));
  const last = [
    numeric(count(total.calls)),
    numeric(sum('promptTokens')),
    numeric(sum('completionTokens')),
    numeric(money(total.money)),
  ];
  return scrolling(
    'Cost by role and phase',
    html`<table>
${tableHead('Role', 'Phase', '#Calls', '#Prompt tokens', '#Completion tokens', '#Cost', 'Share of cost')}
<tbody>${costs.map((line) => row(line, total.money.usd))}${tableRow('Total', null, ...last, null)}</tbody>
</table>`,
  );
}

function row(line: CostLine, total: number | null): Html {
  return tableRow(
    line.role,
    line.phase,
    numeric(count(line.calls)),
    numeric(count(line.promptTokens)),
    numeric(count(line.completionTokens)),
    numeric(dollars(line.costUsd)),
    line.costUsd !== null && total !== null && total > 0 ? shareBar(line.costUsd / total) : null,
  );
}
