import { accuracyChart } from '../chart/accuracy.ts';
import type { RunReport } from '../contract.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import { baselineName, candidatesOf } from '../tally.ts';
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
  return html`<ul class="legend">
<li><svg aria-hidden="true"><g class="point"><line x1="11" x2="11" y1="0" y2="12"/><circle cx="11" cy="6" r="3.5"/></g></svg>candidate, 95 % interval</li>
${candidates.some(({ status, accuracy }) => status !== 'scored' && accuracy !== null) && html`<li><svg aria-hidden="true"><g class="point partial"><circle cx="11" cy="6" r="3.5"/></g></svg>partly scored: raced or inconclusive</li>`}
${candidates.some(({ accuracy }) => accuracy === null) && html`<li><svg aria-hidden="true"><path class="unscored" d="M8 3L14 9M8 9L14 3"/></svg>not scored</li>`}
<li><svg aria-hidden="true"><path class="best" d="M0 6L22 6"/></svg>running best</li>
${report.baseline?.validation && html`<li><svg aria-hidden="true"><line class="plain" x1="0" x2="22" y1="6" y2="6"/></svg>${baselineName(report)}</li>`}
</ul>`;
}
