import type { RunReport } from '../contract.ts';
import { type Html, count, html, numeric, tableHead, tableRow } from '../../present/index.ts';
import { isMissing } from '../../workflow/index.ts';
import { rankedFailures } from '../tally.ts';

/** Number of failures by kind, the most frequent first. */
export function failureTable(failures: RunReport['failures']): Html {
  const rows = rankedFailures(failures).map(([kind, number]) =>
    tableRow(html`<code>${kind}</code>`, numeric(count(number)), isMissing(kind) ? 'missing' : 'score 0'),
  );
  return html`<table class="compact">${tableHead('Kind', '#Item results', 'Counted as')}<tbody>${rows}</tbody></table>`;
}
