import { createHash } from 'node:crypto';
import type { RunReport } from '../contract.ts';
import { html, trusted } from '../html.ts';
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
import { STYLE } from './style.ts';

/**
 * One self-contained HTML file: no request leaves it, and its content security policy allows nothing but its own style
 * and script, so that even text that slipped through the escaping could not run.
 */
export function renderHtml(report: RunReport): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="generator" content="w4s">
<title>${report.run.name} · w4s report</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<main>
${header(report.run)}
${figures(report)}
${outcome(report)}
${searchSection(report)}
${costSection(report)}
${candidateTable(report)}
${candidateDetails(report)}
${failingItems(report)}
${provenance(report)}
<footer>Intervals are 95 %. Times are UTC. “Unpriced” means that no price is known, not that it was free.</footer>
</main>
<script>${trusted(SCRIPT)}</script>
</body>
</html>
`.text;
}

function policy(): string {
  return `default-src 'none'; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; base-uri 'none'; form-action 'none'`;
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
