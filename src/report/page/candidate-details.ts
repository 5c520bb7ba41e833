import type { CandidateReport, Finding, RunReport } from '../contract.ts';
import { count, interval, percent, usd } from '../format.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import { candidateLabel } from '../label.ts';
import { candidatesOf } from '../tally.ts';
import { codeView } from './code-view.ts';
import { failureTable } from './failure-table.ts';

/** What each candidate is: its analysis, findings, failures, and its code beside the parent's. */
export function candidateDetails(report: RunReport): Html | null {
  const candidates = candidatesOf(report);
  if (candidates.length === 0) return null;
  return html`<section>
<h2>Workflows</h2>
${candidates.map((candidate) => details(candidate, candidate.id === report.winner?.candidateId))}
</section>`;
}

function details(candidate: CandidateReport, isWinner: boolean): Html {
  const label = candidateLabel(candidate);
  return html`<details id="candidate-${label}">
<summary><span class="id">${label}</span><span class="state">${isWinner ? 'winner' : candidate.status}</span><span class="score">${candidate.accuracy !== null && percent(candidate.accuracy)}</span><span class="preview">${candidate.analysis}</span></summary>
<div class="body">
<p class="meta"><span>id <code>${candidate.id}</code></span><span>${scoreOf(candidate)}</span><span>${usd(candidate.costUsd)}</span><span>${candidate.repairs} ${candidate.repairs === 1 ? 'repair' : 'repairs'}</span></p>
${candidate.analysis !== '' && html`<h4>Analysis</h4><p class="prose">${candidate.analysis}</p>`}
${candidate.error !== null && html`<h4>Last error</h4><pre class="wrap">${candidate.error}</pre>`}
${candidate.findings.length > 0 && html`<h4>Findings</h4><ul>${candidate.findings.map(finding)}</ul>`}
${Object.keys(candidate.failures).length > 0 && html`<h4>Failures</h4>${failureTable(candidate.failures)}`}
${codeView(candidate)}
</div>
</details>
`;
}

function scoreOf({ accuracy, interval: range, n }: CandidateReport): string {
  return accuracy === null ? 'not scored' : `${percent(accuracy)} ${interval(range)} n ${count(n)}`;
}

function finding({ kind, detail, line }: Finding): Html {
  return html`<li><code>${kind}</code> ${detail}${line !== null && html` <span class="quiet">line ${line}</span>`}</li>`;
}
