import type { RunReport } from '../contract.ts';
import { count } from '../format.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import { isMissing, rankedFailures } from '../tally.ts';

/** Number of failures by kind, the most frequent first. */
export function failureTable(failures: RunReport['failures']): Html {
  return html`<table>
<thead><tr><th scope="col">Kind</th><th scope="col" class="number">Item results</th><th scope="col">Counted as</th></tr></thead>
<tbody>${rankedFailures(failures).map(([kind, number]) => html`<tr><th scope="row"><code>${kind}</code></th><td class="number">${count(number)}</td><td>${isMissing(kind) ? 'missing' : 'score 0'}</td></tr>`)}</tbody>
</table>`;
}
