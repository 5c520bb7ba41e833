import type { RunReport } from '../contract.ts';
import { html, htmlDocument, STYLE } from '../../present/index.ts';
import { candidateDetails } from './candidate-details.ts';
import { candidateTable } from './candidate-table.ts';
import { costSection } from './cost-section.ts';
import { failingItems } from './failing-items.ts';
import { figures } from './figures.ts';
import { header } from './header.ts';
import { outcome } from './outcome.ts';
import { provenance } from './provenance.ts';
import { SCRIPT } from './script.ts';
import { searchSection } from './search-section.ts';

/** A run as a page. */
export function renderHtml(report: RunReport): string {
  const body = html`${header(report.run)}
${figures(report)}
${outcome(report)}
${searchSection(report)}
${costSection(report)}
${candidateTable(report)}
${candidateDetails(report)}
${failingItems(report)}
${provenance(report)}
<footer>Intervals are 95%. Times are UTC. “Unpriced” means that no price is known, not that it was free.</footer>`;
  return htmlDocument({ title: `${report.run.name} · w4s report`, style: STYLE, script: SCRIPT, body });
}
