import { costChart, shareBar } from '../chart/cost.ts';
import type { CostLine, RunReport } from '../contract.ts';
import { count, money, usd } from '../format.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import { totalCost } from '../tally.ts';
import { scrolling } from './table.ts';

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

function ledger(costs: readonly CostLine[]): Html {
  const total = totalCost(costs);
  return scrolling('Cost by role and phase', html`<table>
<thead><tr><th scope="col">Role</th><th scope="col">Phase</th><th scope="col" class="number">Calls</th><th scope="col" class="number">Prompt tokens</th><th scope="col" class="number">Completion tokens</th><th scope="col" class="number">Cost</th><th scope="col">Share of cost</th></tr></thead>
<tbody>${costs.map((line) => row(line, total.money.usd))}
<tr><th scope="row">Total</th><td></td><td class="number">${count(total.calls)}</td><td class="number">${count(costs.reduce((sum, line) => sum + line.promptTokens, 0))}</td><td class="number">${count(costs.reduce((sum, line) => sum + line.completionTokens, 0))}</td><td class="number">${money(total.money)}</td><td></td></tr></tbody>
</table>`);
}

function row(line: CostLine, total: number | null): Html {
  return html`<tr><th scope="row">${line.role}</th><td>${line.phase}</td><td class="number">${count(line.calls)}</td><td class="number">${count(line.promptTokens)}</td><td class="number">${count(line.completionTokens)}</td><td class="number">${usd(line.costUsd)}</td><td>${line.costUsd !== null && total !== null && total > 0 && shareBar(line.costUsd / total)}</td></tr>`;
}
