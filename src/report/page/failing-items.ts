import type { FailingItem, RunReport } from '../contract.ts';
import { type Html, plain, html, scrolling, tableHead, tableRow, wordy } from '../../present/index.ts';
import { failureTable } from './failure-table.ts';
import { link } from './outcome.ts';

type Failing = Pick<RunReport, 'failures' | 'failingItems'> & Partial<Pick<RunReport, 'turns'>>;

/** What went wrong: failures by kind, and a sample of items with the answers given. */
export function failingItems(report: Failing): Html {
  const none = Object.keys(report.failures).length === 0;
  const sample = report.failingItems.map((item) => details(item, report));
  return html`<section>
<h2>Failures</h2>
${none ? html`<p class="quiet">No item run failed.</p>` : failureTable(report.failures)}
${sample.length > 0 && html`<h3>Items answered wrongly, a sample</h3>${sample}`}
</section>`;
}

function details(item: FailingItem, report: Failing): Html {
  return html`<details>
<summary><span class="id">${item.itemId}</span><span class="preview">${item.input.slice(0, 200)}</span></summary>
<div class="body">
<h4>Input</h4><pre class="wrap">${item.input}</pre>
${expected(item)}
${answers(item, report)}
</div>
</details>
`;
}

function answers({ itemId, attempts }: FailingItem, report: Failing): Html {
  const rows = attempts.map(({ candidateId, answer, failure, note }) =>
    tableRow(
      link(report, candidateId),
      wordy(answer === null ? html`<span class="quiet">none</span>` : html`<code>${plain(answer)}</code>`),
      failure ?? 'wrong',
      wordy(note),
    ),
  );
  return scrolling(
    `Answers to ${itemId}`,
    html`<table>
${tableHead('Candidate', 'Answer', 'Failure', 'Note')}
<tbody>${rows}</tbody>
</table>`,
  );
}

/** Golds of other splits stay sealed, whatever the report holds. */
function expected({ split, expected: gold }: FailingItem): Html {
  if (split !== 'validation') {
    return html`<p class="quiet">Expected answer withheld: an item of the ${split} split.</p>`;
  }
  if (gold === null) return html`<p class="quiet">Expected answer not recorded.</p>`;
  return html`<h4>Expected</h4><pre class="wrap">${plain(gold)}</pre>`;
}
