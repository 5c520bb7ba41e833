import type { FailingItem, RunReport } from '../contract.ts';
import { plain } from '../format.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import { failureTable } from './failure-table.ts';
import { link } from './outcome.ts';
import { scrolling } from './table.ts';

/** What went wrong: failures by kind, and a sample of items with the answers given. */
export function failingItems(report: RunReport): Html {
  const none = Object.keys(report.failures).length === 0;
  return html`<section>
<h2>Failures</h2>
${none ? html`<p class="quiet">No item run failed.</p>` : failureTable(report.failures)}
${report.failingItems.length > 0 && html`<h3>Items answered wrongly, a sample</h3>${report.failingItems.map((item) => details(item, report))}`}
</section>`;
}

function details(item: FailingItem, report: RunReport): Html {
  return html`<details>
<summary><span class="id">${item.itemId}</span><span class="preview">${item.input.slice(0, 200)}</span></summary>
<div class="body">
<h4>Input</h4><pre class="wrap">${item.input}</pre>
${expected(item)}
${scrolling(`Answers to ${item.itemId}`, html`<table><thead><tr><th scope="col">Candidate</th><th scope="col">Answer</th><th scope="col">Failure</th><th scope="col">Note</th></tr></thead>
<tbody>${item.attempts.map((attempt) => html`<tr><td>${link(report, attempt.candidateId)}</td><td class="text">${attempt.answer === null ? html`<span class="quiet">none</span>` : html`<code>${plain(attempt.answer)}</code>`}</td><td>${attempt.failure ?? 'wrong'}</td><td class="text">${attempt.note}</td></tr>`)}</tbody></table>`)}
</div>
</details>
`;
}

/** Golds of other splits stay sealed, whatever the report holds. */
function expected({ split, expected: gold }: FailingItem): Html {
  if (split !== 'validation') return html`<p class="quiet">Expected answer withheld: an item of the ${split} split.</p>`;
  return gold === null ? html`<p class="quiet">Expected answer not recorded.</p>` : html`<h4>Expected</h4><pre class="wrap">${plain(gold)}</pre>`;
}
