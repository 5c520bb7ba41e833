import type { RunFacts } from '../contract.ts';
import { type Html, duration, moment, html } from '../../present/index.ts';
import { SIMULATED } from '../wording.ts';

/** Name, what ran, and everything that a reader has to know before believing a number. */
export function header(run: RunFacts): Html {
  return html`<header>
<h1>${run.name}</h1>
<p class="meta"><span>${run.task}</span><span>executor ${run.executor}</span>${run.meta !== null && html`<span>meta-agent ${run.meta}</span>`}</p>
<p class="meta"><span>${moment(run.startedAt)}</span><span>${runtime(run)}</span><span>${run.status}</span><span>run ${run.id}</span></p>
${run.simulated && html`<div class="notice" role="note"><p><strong>Simulated.</strong> ${SIMULATED}</p></div>`}
${run.stopReason && html`<div class="notice" role="note"><p><strong>Stopped early.</strong> ${run.stopReason}</p></div>`}
${run.warnings.length > 0 && html`<div class="notice" role="note"><p><strong>Warnings</strong></p><ul>${run.warnings.map((warning) => html`<li>${warning}</li>`)}</ul></div>`}
</header>`;
}

function runtime({ startedAt, finishedAt }: RunFacts): string {
  return finishedAt === null ? 'not finished' : `took ${duration(Date.parse(finishedAt) - Date.parse(startedAt))}`;
}
