import type { RunFacts } from '../contract.ts';
import { type Html, duration, moment, html } from '../../present/index.ts';
import { SIMULATED } from '../wording.ts';

/** Name, what ran, and everything that a reader has to know before believing a number. */
export function header(run: RunFacts): Html {
  const { stopReason } = run;
  const models = [`executor ${run.executor}`, ...(run.meta === null ? [] : [`meta-agent ${run.meta}`])];
  const warnings = run.warnings.map((warning) => html`<li>${warning}</li>`);
  return html`<header>
<h1>${run.name}</h1>
<p class="meta">${[run.task, ...models].map(span)}</p>
<p class="meta">${[moment(run.startedAt), runtime(run), run.status, `run ${run.id}`].map(span)}</p>
${run.simulated && html`<div class="notice" role="note"><p><strong>Simulated.</strong> ${SIMULATED}</p></div>`}
${stopReason && html`<div class="notice" role="note"><p><strong>Stopped early.</strong> ${stopReason}</p></div>`}
${
  warnings.length > 0 &&
  html`<div class="notice" role="note"><p><strong>Warnings</strong></p><ul>${warnings}</ul></div>`
}
</header>`;
}

function span(text: string): Html {
  return html`<span>${text}</span>`;
}

function runtime({ startedAt, finishedAt }: RunFacts): string {
  return finishedAt === null ? 'not finished' : `took ${duration(Date.parse(finishedAt) - Date.parse(startedAt))}`;
}
