import type { RunFacts } from '../contract.ts';
import { duration, moment } from '../../present/numbers.ts';
import type { Html } from '../../present/html.ts';
import { html } from '../../present/html.ts';
import { SIMULATED } from '../wording.ts';

/** Name, what ran, and everything that a reader has to know before believing a number. */
export function header(run: RunFacts): Html {
  const meta = run.meta === null ? [] : [`meta-agent ${run.meta}`];
  const warnings = run.warnings.map((warning) => html`<li>${warning}</li>`);
  return html`<header>
<h1>${run.name}</h1>
${line([run.task, `executor ${run.executor}`, ...meta])}
${line([moment(run.startedAt), runtime(run), run.status, `run ${run.id}`])}
${run.simulated && notice(html`<p><strong>Simulated.</strong> ${SIMULATED}</p>`)}
${run.stopReason && notice(html`<p><strong>Stopped early.</strong> ${run.stopReason}</p>`)}
${warnings.length > 0 && notice(html`<p><strong>Warnings</strong></p><ul>${warnings}</ul>`)}
</header>`;
}

function line(facts: readonly string[]): Html {
  return html`<p class="meta">${facts.map((fact) => html`<span>${fact}</span>`)}</p>`;
}

function notice(content: Html): Html {
  return html`<div class="notice" role="note">${content}</div>`;
}

function runtime({ startedAt, finishedAt }: RunFacts): string {
  return finishedAt === null ? 'not finished' : `took ${duration(Date.parse(finishedAt) - Date.parse(startedAt))}`;
}
