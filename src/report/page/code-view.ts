import { structuredPatch } from 'diff';
import type { CandidateReport } from '../contract.ts';
import { type Html, html } from '../../present/index.ts';

/** A candidate's code: the difference to its parent first, the whole text folded away; without a parent, the whole. */
export function codeView({ code, parentCode }: Pick<CandidateReport, 'code' | 'parentCode'>): Html {
  if (code === null) return html`<h4>Code</h4><p class="quiet">The completion held no workflow.</p>`;
  const listing = html`<pre tabindex="0"><code>${code}</code></pre>`;
  if (parentCode === null) return html`<h4>Code</h4>${listing}`;
  const whole = html`<details><summary>Whole workflow</summary>${listing}</details>`;
  return html`<h4>Difference to the parent</h4>${difference(parentCode, code)}${whole}`;
}

function difference(before: string, after: string): Html {
  // Bounded work: two long texts with nothing in common would take quadratic time.
  const patch = structuredPatch('', '', before, after, '', '', { context: 3, timeout: 2000 });
  if (patch === undefined) return html`<p class="quiet">Too different to show line by line.</p>`;
  if (patch.hunks.length === 0) return html`<p class="quiet">None: the same code.</p>`;
  const hunks = patch.hunks.map(({ newStart, lines }) => {
    const shown = lines.filter((text) => !text.startsWith('\\')).map(line);
    return html`<span class="row hunk">line ${newStart}</span>${shown}`;
  });
  return html`<pre class="diff" tabindex="0">${hunks}</pre>`;
}

const ROWS: Record<string, string> = { '+': 'add', '-': 'del' };

function line(text: string): Html {
  const sign = text.charAt(0);
  return html`<span class="row ${ROWS[sign] ?? 'same'}"><b>${sign.replace('-', '−')} </b>${text.slice(1)}
</span>`;
}
