import type { RunReport } from '../contract.ts';
import { count } from '../../present/numbers.ts';
import type { Html } from '../../present/html.ts';
import { html } from '../../present/html.ts';
import { isMissing, rankedFailures } from '../tally.ts';
import { numeric, tableHead, tableRow } from '../../present/page/table.ts';

/** Number of failures by kind, the most frequent first. */
export function failureTable(failures: RunReport['failures']): Html {
  const rows = rankedFailures(failures).map(([kind, number]) =>
    tableRow(html`<code>${kind}</code>`, numeric(count(number)), isMissing(kind) ? 'missing' : 'score 0'),
  );
  return html`<table class="compact">${tableHead('Kind', '#Item results', 'Counted as')}<tbody>${rows}</tbody></table>`;
}
