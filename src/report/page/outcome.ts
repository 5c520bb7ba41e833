import type { Contestant, RunReport } from '../contract.ts';
import { duration, ratio, usd } from '../format.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import { candidateLabel } from '../label.ts';
import { candidatesOf } from '../tally.ts';
import { breakEvenSentence, metricWord, pairedSentence } from '../wording.ts';
import { scrolling, splitScore } from './table.ts';

/** The winner beside the plain executor, and how sure the differences are. */
export function outcome(report: RunReport): Html {
  const { winner, baseline, runnerUp, breakEven } = report;
  if (winner === null && baseline === null) return html`<section><h2>Outcome</h2><p>No candidate was scored, so there is no winner.</p></section>`;
  return html`<section>
<h2>Outcome</h2>
${scrolling('Outcome', html`<table>
<thead><tr><th scope="col">Workflow</th><th scope="col">Validation ${metricWord(report.run)}</th><th scope="col">Test ${metricWord(report.run)}</th><th scope="col" class="number">Calls / item</th><th scope="col" class="number">Cost / item</th><th scope="col" class="number">Latency p50</th></tr></thead>
<tbody>${baseline && row(html`Plain executor`, baseline)}${winner && row(html`Winner ${winnerLink(report)}`, winner)}</tbody>
</table>`)}
${winner?.gain && html`<p>On the test items the winner differs from the plain executor by ${pairedSentence(winner.gain)}.</p>`}
${runnerUp && html`<p>On the validation items it differs from the runner-up ${link(report, runnerUp.candidateId)} by ${pairedSentence(runnerUp.paired)}.</p>`}
${winner && html`<p class="quiet">The winner was picked by its validation score, which therefore flatters it; the test score does not${winner.test ? '' : ', but the test split was not opened'}.</p>`}
${breakEven && html`<p>${breakEvenSentence(breakEven)}</p>`}
</section>`;
}

function row(name: Html, contestant: Contestant): Html {
  return html`<tr><th scope="row">${name}</th><td>${splitScore(contestant.validation)}</td><td>${splitScore(contestant.test)}</td><td class="number">${ratio(contestant.callsPerItem)}</td><td class="number">${usd(contestant.costPerItemUsd)}</td><td class="number">${duration(contestant.latencyMs?.p50 ?? null)}</td></tr>`;
}

function winnerLink(report: RunReport): Html | null {
  return report.winner && link(report, report.winner.candidateId);
}

/** A candidate's label that leads to its details; its id where the report does not hold it. */
export function link(report: RunReport, id: string): Html {
  const candidate = candidatesOf(report).find((one) => one.id === id);
  if (candidate === undefined) return html`${id}`;
  const label = candidateLabel(candidate);
  return html`<a href="#candidate-${label}">${label}</a>`;
}
