import type { RunReport } from '../contract.ts';
import { count, moment, NONE, plain } from '../format.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import { link } from './outcome.ts';
import { scrolling } from './table.ts';

/** Everything needed to repeat the run or to doubt it. */
export function provenance(report: RunReport): Html {
  const { run, winner, prices, testOpenings } = report;
  return html`<section>
<h2>Provenance</h2>
<dl class="facts">
<dt>Run</dt><dd><code>${run.id}</code></dd>
<dt>Seed</dt><dd>${run.seed}</dd>
<dt>Started</dt><dd>${moment(run.startedAt)}</dd>
<dt>Finished</dt><dd>${moment(run.finishedAt)}</dd>
${winner && html`<dt>Winner’s SHA-256</dt><dd><code>${winner.hash}</code></dd>`}
</dl>
<h3>Test split</h3>
${testOpenings.length === 0 ? html`<p class="quiet">Sealed: it was not opened.</p>` : html`<ul>${testOpenings.map(({ at, subject, items }) => html`<li>${moment(at)}: ${count(items)} items, for ${link(report, subject)}</li>`)}</ul>`}
<h3>Prices used</h3>
${prices.length === 0 ? html`<p class="quiet">None known.</p>` : priceTable(prices)}
<h3>Configuration</h3>
<dl class="facts">${Object.entries(run.config).map(([key, value]) => html`<dt>${key}</dt><dd>${value === null ? NONE : plain(value)}</dd>`)}</dl>
</section>`;
}

function priceTable(prices: RunReport['prices']): Html {
  return scrolling('Prices used', html`<table><thead><tr><th scope="col">Model</th><th scope="col" class="number">Input, $ / million tokens</th><th scope="col" class="number">Output, $ / million tokens</th><th scope="col">Source</th></tr></thead>
<tbody>${prices.map((price) => html`<tr><th scope="row">${price.model}</th><td class="number">${price.inputUsdPerMillion ?? 'unpriced'}</td><td class="number">${price.outputUsdPerMillion ?? 'unpriced'}</td><td class="text">${price.source}</td></tr>`)}</tbody></table>`);
}
