import type { Contestant, RunnerUp, RunReport, SplitScore } from '../contract.ts';
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
  numeric,
  scrolling,
  tableHead,
  tableRow,
} from '../../present/index.ts';
import { candidateLabel } from '../../base/candidate-id.ts';
import { candidatesOf, startWon } from '../tally.ts';
import { breakEvenSentence, metricWord, pairedSentence } from '../wording.ts';

/** The winner beside the start, and how sure the differences are. */
export function outcome(report: RunReport): Html {
  const { winner, start, runnerUp, breakEven } = report;
  if (winner === null && start === null) {
    return html`<section><h2>Outcome</h2><p>No candidate was scored, so there is no winner.</p></section>`;
  }
  const metric = metricWord(report.run);
  return html`<section>
<h2>Outcome</h2>
${scrolling(
  'Outcome',
  html`<table>
${tableHead('Workflow', `Validation ${metric}`, `Test ${metric}`, '#Calls / item', '#Cost / item', '#Latency p50')}
<tbody>${start && row('Start', start)}${winner && row(html`Winner ${link(report, winner.candidateId)}`, winner)}</tbody>
</table>`,
)}
${startWon(report) && html`<p>No workflow scored better than the start.</p>`}
${winner?.gain && html`<p>On the test items the winner differs from the start by ${pairedSentence(winner.gain)}.</p>`}
${runnerUp && html`<p>${rival(report, runnerUp)}</p>`}
${winner && html`<p class="quiet">${flattery(winner)}</p>`}
${breakEven && html`<p>${breakEvenSentence(breakEven)}</p>`}
</section>`;
}

function row(name: Html | string, contestant: Contestant): Html {
  return tableRow(
    name,
    splitScore(contestant.validation),
    splitScore(contestant.test),
    numeric(ratio(contestant.callsPerItem)),
    numeric(dollars(contestant.costPerItemUsd)),
    numeric(duration(contestant.latencyMs?.p50 ?? null)),
  );
}

function rival(report: RunReport, { candidateId, paired }: RunnerUp): Html {
  const other = link(report, candidateId);
  return html`On the validation items the winner differs from the runner-up ${other} by ${pairedSentence(paired)}.`;
}

function flattery({ test }: Contestant): string {
  const rest = test ? 'the test score does not' : 'the test split, which would not, was not opened';
  return `The winner was picked by its validation score, which therefore flatters it; ${rest}.`;
}

/** A candidate's label that leads to its details; its id where the report does not hold it. */
export function link({ turns = [] }: Partial<Pick<RunReport, 'turns'>>, id: string): Html {
  const candidate = candidatesOf({ turns }).find((one) => one.id === id);
  if (candidate === undefined) return html`${id}`;
  const label = candidateLabel(candidate);
  return html`<a href="#candidate-${label}">${label}</a>`;
}

/** `72.7% [68.6, 76.4] n 500`. */
function splitScore(score: SplitScore | null): Html {
  if (score === null) return html`<span class="quiet">${NONE}</span>`;
  const missing = score.missing > 0 ? `, ${count(score.missing)} missing` : '';
  const items = `n ${count(score.n)}${missing}`;
  if (score.accuracy === null) return html`inconclusive <span class="range">${items}</span>`;
  return html`${percent(score.accuracy)} <span class="range">${interval(score.interval)} ${items}</span>`;
}
