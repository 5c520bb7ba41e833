import type { CandidateReport, Finding, RunReport } from '../contract.ts';
import { type Html, count, dollars, percent, percentWithInterval, html } from '../../present/index.ts';
import { candidateLabel } from '../../base/candidate-id.ts';
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
  const { analysis, error, findings, failures } = candidate;
  return html`<details id="candidate-${candidateLabel(candidate)}">
${summary(candidate, isWinner)}
<div class="body">
${facts(candidate)}
${analysis !== '' && html`<h4>Analysis</h4><p class="prose">${analysis}</p>`}
${error !== null && html`<h4>Last error</h4><pre class="wrap">${error}</pre>`}
${findings.length > 0 && html`<h4>Findings</h4><ul>${findings.map(finding)}</ul>`}
${Object.keys(failures).length > 0 && html`<h4>Failures</h4>${failureTable(failures)}`}
${codeView(candidate)}
</div>
</details>
`;
}

function summary(candidate: CandidateReport, isWinner: boolean): Html {
  return html`<summary>
<span class="id">${candidateLabel(candidate)}</span>
<span class="state">${isWinner ? 'winner' : candidate.status}</span>
<span class="score">${candidate.accuracy !== null && percent(candidate.accuracy)}</span>
<span class="preview">${candidate.analysis.slice(0, 200)}</span>
</summary>`;
}

function facts(candidate: CandidateReport): Html {
  const repairs = count(candidate.repairs, 'repair');
  const texts = [scoreOf(candidate), dollars(candidate.costUsd), repairs].map((text) => html`<span>${text}</span>`);
  return html`<p class="meta"><span><code>${candidate.id}</code></span>${texts}</p>`;
}

function scoreOf({ accuracy, interval: range, n }: CandidateReport): string {
  return accuracy === null ? 'not scored' : `${percentWithInterval(accuracy, range)} n ${count(n)}`;
}

export function finding({ kind, detail, line }: Finding): Html {
  const place = line !== null && html` <span class="quiet">line ${line}</span>`;
  return html`<li><code>${kind}</code> ${detail}${place}</li>`;
}
