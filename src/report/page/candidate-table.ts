import type { CandidateReport, RunReport } from '../contract.ts';
import {
  type Html,
  count,
  duration,
  interval,
  NONE,
  percent,
  ratio,
  dollars,
  html,
  scrolling,
} from '../../present/index.ts';
import { candidateLabel } from '../../base/candidate-id.ts';
import { candidatesOf } from '../tally.ts';
import { proposalSentences } from '../../proposals/index.ts';
import { capitalised, metricWord } from '../wording.ts';

interface Column {
  title: string;
  number?: boolean;
  cell: (candidate: CandidateReport) => Html | string;
  /** What the column sorts by; `null` goes to the end. */
  value: (candidate: CandidateReport) => number | string | null;
}

/** All candidates, one a row; headings sort. */
export function candidateTable(report: RunReport): Html {
  const candidates = candidatesOf(report);
  if (candidates.length === 0) return html`<section><h2>Candidates</h2><p class="quiet">None yet.</p></section>`;
  const columns = columnsOf(report);
  return html`<section>
<h2>Candidates</h2>
${report.proposals.candidates > 0 && html`<p>${proposalSentences(report.proposals).join(' ')}</p>`}
${scrolling(
  'Candidates',
  html`<table data-sortable>
<thead><tr>${columns.map(heading)}</tr></thead>
<tbody>${candidates.map((candidate) => row(candidate, columns, report.winner?.candidateId))}</tbody>
</table>`,
)}
</section>`;
}

function heading({ title, number }: Column): Html {
  return html`<th scope="col"${side(number)}><button type="button">${title}</button></th>`;
}

function row(candidate: CandidateReport, columns: readonly Column[], winner: string | undefined): Html {
  const cells = columns.map(
    ({ cell, value, number }) => html`<td data-value="${value(candidate)}"${side(number)}>${cell(candidate)}</td>`,
  );
  return html`<tr${candidate.id === winner && html` class="winner"`}>${cells}</tr>
`;
}

function side(number: boolean | undefined): Html | null {
  return number ? html` class="number"` : null;
}

function columnsOf(report: RunReport): Column[] {
  const labels = new Map(candidatesOf(report).map((candidate) => [candidate.id, candidateLabel(candidate)]));
  const winner = report.winner?.candidateId;
  const number = true;
  return [
    { title: 'Candidate', cell: (one) => nameCell(one, one.id === winner), value: (one) => one.turn + one.slot / 1e6 },
    {
      title: 'Parent',
      cell: (one) => labels.get(one.parentId ?? '') ?? NONE,
      value: (one) => labels.get(one.parentId ?? '') ?? null,
    },
    {
      title: 'Status',
      cell: (one) => html`<span class="tag ${one.status}">${one.status}</span>`,
      value: (one) => one.status,
    },
    { title: capitalised(metricWord(report.run)), number, cell: scoreCell, value: (one) => one.accuracy },
    { title: 'n', number, cell: (one) => count(one.n), value: (one) => one.n },
    { title: 'Reward', number, cell: (one) => ratio(one.reward), value: (one) => one.reward },
    { title: 'Repairs', number, cell: (one) => count(one.repairs), value: (one) => one.repairs },
    { title: 'Calls / item', number, cell: (one) => ratio(one.callsPerItem), value: (one) => one.callsPerItem },
    {
      title: 'Latency p50',
      number,
      cell: (one) => duration(one.latencyMs?.p50 ?? null),
      value: (one) => one.latencyMs?.p50 ?? null,
    },
    { title: 'Cost', number, cell: (one) => dollars(one.costUsd), value: (one) => one.costUsd },
    { title: 'Findings', number, cell: (one) => count(one.findings.length), value: (one) => one.findings.length },
  ];
}

function nameCell(candidate: CandidateReport, isWinner: boolean): Html {
  const label = candidateLabel(candidate);
  return html`<a href="#candidate-${label}">${label}</a>${isWinner && ' winner'}`;
}

function scoreCell({ accuracy, interval: range }: CandidateReport): Html {
  return html`${percent(accuracy)}${range && html` <span class="range">${interval(range)}</span>`}`;
}
