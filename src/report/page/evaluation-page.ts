import type { EvaluationReport } from '../evaluation-contract.ts';
import { evaluationFacts } from '../evaluation-markdown.ts';
import {
  type Html,
  count,
  html,
  htmlDocument,
  STYLE,
  numeric,
  scrolling,
  tableHead,
  tableRow,
  wordy,
} from '../../present/index.ts';
import { capitalised, metricWord } from '../wording.ts';
import { finding } from './candidate-details.ts';
import { codeView } from './code-view.ts';
import { ledger } from './cost-section.ts';
import { failingItems } from './failing-items.ts';
import { header } from './header.ts';
import { provenance } from './provenance.ts';
import { SCRIPT } from './script.ts';

/** An evaluation as a page. */
export function renderEvaluationHtml(report: EvaluationReport): string {
  const { run, costs } = report;
  const paid = costs.length === 0 ? html`<p class="quiet">No calls are on record.</p>` : ledger(costs);
  const body = html`${header(run)}
<section>
<h2>${capitalised(metricWord(run))}</h2>
<dl class="facts">${evaluationFacts(report).map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>
</section>
${problems(report)}
${failingItems(report)}
${workflow(report)}
<section><h2>Cost</h2>${paid}</section>
${provenance(report)}
<footer>Intervals are 95%. Times are UTC. “Unpriced” means that no price is known, not that it was free.</footer>`;
  return htmlDocument({ title: `${run.name} · w4s evaluation`, style: STYLE, script: SCRIPT, body });
}

function problems({ problems: all }: EvaluationReport): Html | null {
  if (all.length === 0) return null;
  const rows = all
    .slice(0, 20)
    .map(({ kind, message, count: number, items }) =>
      tableRow(html`<code>${kind}</code>`, numeric(count(number)), wordy(message), wordy(items.join(', '))),
    );
  const table = html`<table>${tableHead('Kind', '#Item runs', 'Message', 'Items')}<tbody>${rows}</tbody></table>`;
  return html`<section><h2>What failed</h2>${scrolling('What failed', table)}</section>`;
}

function workflow({ workflow: { code, hash, findings } }: EvaluationReport): Html {
  return html`<section><h2>Workflow</h2>
<p class="meta"><span>SHA-256 <code>${hash}</code></span></p>
${findings.length > 0 && html`<h4>Findings</h4><ul>${findings.map(finding)}</ul>`}
${code === null ? html`<p class="quiet">Its text was not kept.</p>` : codeView({ code, parentCode: null })}
</section>`;
}
