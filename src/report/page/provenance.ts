import type { Json } from '../../base/json.ts';
import type { RunReport, TestOpening } from '../contract.ts';
import {
  type Html,
  count,
  moment,
  NONE,
  plain,
  html,
  numeric,
  scrolling,
  tableHead,
  tableRow,
  wordy,
} from '../../present/index.ts';
import { looksSentence } from '../wording.ts';
import { link } from './outcome.ts';

type Provenanced = Pick<RunReport, 'run' | 'prices' | 'testOpenings' | 'testLooks'> &
  Partial<Pick<RunReport, 'winner' | 'turns'>>;

/** Everything needed to repeat the run or to doubt it. */
export function provenance(report: Provenanced): Html {
  const { run, winner, prices } = report;
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
${openings(report)}
${report.testLooks && html`<p class="quiet">${looksSentence(report)}</p>`}
<h3>Prices used</h3>
${prices.length === 0 ? html`<p class="quiet">None known.</p>` : priceTable(prices)}
<h3>Configuration</h3>
<dl class="facts">${Object.entries(run.config).map(setting)}</dl>
</section>`;
}

function setting([key, value]: [string, Json]): Html {
  return html`<dt>${key}</dt><dd>${value === null ? NONE : plain(value)}</dd>`;
}

function openings(report: Provenanced): Html {
  if (report.testOpenings.length === 0) return html`<p class="quiet">Sealed: it was not opened.</p>`;
  const line = ({ at, subject, items }: TestOpening): Html =>
    html`<li>${moment(at)}: ${count(items, 'item')}, for ${link(report, subject)}</li>`;
  return html`<ul>${report.testOpenings.map(line)}</ul>`;
}

function priceTable(prices: RunReport['prices']): Html {
  const rows = prices.map(({ model, inputUsdPerMillion, outputUsdPerMillion, source }) =>
    tableRow(
      model,
      numeric(inputUsdPerMillion ?? 'unpriced'),
      numeric(outputUsdPerMillion ?? 'unpriced'),
      wordy(source),
    ),
  );
  return scrolling(
    'Prices used',
    html`<table>
${tableHead('Model', '#Input, $ / million tokens', '#Output, $ / million tokens', 'Source')}
<tbody>${rows}</tbody>
</table>`,
  );
}
