import { accuracyChart } from '../chart/accuracy.ts';
import type { RunReport } from '../contract.ts';
import { type Html, html } from '../../present/index.ts';
import { candidatesOf } from '../tally.ts';
import { metricWord, racingSentence } from '../wording.ts';

/** How validation accuracy moved over the turns. */
export function searchSection(report: RunReport): Html {
  const candidates = candidatesOf(report);
  const racing = racingSentence(report);
  return html`<section>
<h2>Validation ${metricWord(report.run)} by turn</h2>
${accuracyChart(report)}
${candidates.some(({ accuracy }) => accuracy !== null) && legend(report)}
${racing && html`<p class="quiet">Racing: ${racing}</p>`}
</section>`;
}

function legend(report: RunReport): Html {
  const candidates = candidatesOf(report);
  const partly = candidates.some(({ status, accuracy }) => status !== 'scored' && accuracy !== null);
  const unscored = candidates.some(({ accuracy }) => accuracy === null);
  return html`<ul class="legend">
${key(html`<g class="point"><line x1="11" x2="11" y1="0" y2="12"/>${DOT}</g>`, 'candidate, 95% interval')}
${partly && key(html`<g class="point partial">${DOT}</g>`, 'partly scored: raced, stopped or inconclusive')}
${unscored && key(html`<path class="unscored" d="M8 3L14 9M8 9L14 3"/>`, 'not scored')}
${key(html`<path class="best" d="M0 6L22 6"/>`, 'running best')}
${report.start?.validation && key(html`<path class="start" d="M0 6L22 6"/>`, 'start')}
</ul>`;
}

const DOT = html`<circle cx="11" cy="6" r="3.5"/>`;

function key(sign: Html, meaning: string): Html {
  return html`<li><svg aria-hidden="true">${sign}</svg>${meaning}</li>`;
}
