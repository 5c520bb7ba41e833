import { first } from '../../../base/lists.ts';
import { type Html, count, html, htmlDocument, STYLE } from '../../../present/index.ts';
import { SIMULATED } from '../../../report/index.ts';
import type { AblationResult } from '../result.ts';
import { curveChart } from './curve-chart.ts';
import { scoreChart } from './score-chart.ts';
import { ARM_STYLE } from './style.ts';
import { armTable, callTable, cellTable, comparisonTable, proposalTable, taskTable } from './tables.ts';

const ABOUT_COMPARISONS =
  'On the same tasks, seeds and items. A cell is one seed on one task: each is a separate search, so the cell ' +
  'is the unit. p: sign-flip test over cells, exact up to 20 that differ, for other searches on these items; ' +
  'adjusted by Holm for all rows. The interval reflects sampling of both searches and items. By item: with ' +
  'these searches, reflects sampling of items only; not adjusted.';

const ABOUT_PROPOSALS = [
  html`Shares of all workflows that the searches wrote, with Wilson's interval. `,
  'Broken: no program passed its trial after all repairs. Scored 0: no validation item scored above 0. ',
  'Unreadable at first: the first attempt held no program that parses. ',
  'Best: over all earlier turns, including the start.',
];

const ABOUT_CALLS =
  'Evaluations of candidates on validation items, the part of them that could win, and the sealed test; ' +
  'including cached answers. By the ledger: also the trials of candidates, and the replays of an interrupted ' +
  'search.';

const ABOUT_INTERVALS = [
  html`Intervals are 95%. Those of an arm's score have the item within its task as their unit; `,
  'seeds are its repeats.',
];

/** A comparison as a page. */
export function ablationPage(result: AblationResult): string {
  const body = html`${head(result)}
<section><h2>Test score by arm</h2>
${scoreChart(result)}
${armTable(result)}
</section>
${
  result.comparisons.length > 0 &&
  html`<section><h2>Comparisons in pairs</h2>
${comparisonTable(result)}
<p class="quiet">${ABOUT_COMPARISONS}</p>
</section>`
}
<section><h2>Validation by turn</h2>
${curveChart(result)}
<p class="quiet">${aboutCurve(result.design.candidates)}</p>
</section>
<section><h2>What was written</h2>
${proposalTable(result)}
<p class="quiet">${ABOUT_PROPOSALS}</p>
</section>
<section><h2>Executor calls</h2>
${callTable(result)}
<p class="quiet">${ABOUT_CALLS}</p>
</section>
${result.tasks.length > 1 && html`<section><h2>By task</h2>${taskTable(result)}</section>`}
<section><h2>Runs</h2>${cellTable(result)}</section>
<footer>${ABOUT_INTERVALS}</footer>`;
  return htmlDocument({ title: `${result.name} · w4s ablation`, style: STYLE + ARM_STYLE, body });
}

function aboutCurve(candidates: number): string {
  return (
    'Best score up to each turn, mean over tasks and seeds. Winners were picked by it, so it overstates them. ' +
    'best-of-n samples all at once: ' +
    `${count(candidates)} of its samples count as one turn.`
  );
}

function head({
  name,
  tasks,
  executor,
  arms,
  simulated,
  status,
  reason,
  notes,
  design: { seeds, turns, candidates, validation, test, calls },
}: AblationResult): Html {
  const models = [`executor ${executor}`, `untrained meta-agent ${first(arms).model}`];
  const sizes = [
    count(seeds.length, 'seed'),
    `${turns} turns of ${candidates}`,
    `${validation} validation items`,
    `at most ${test} test items`,
    ...(calls === null ? [] : [`${count(calls)} executor calls per search`]),
  ];
  const toKnow = notes.map((note) => html`<li>${note}</li>`);
  return html`<header>
<h1>Ablation ${name}</h1>
<p class="meta">${[...tasks, ...models].map(span)}</p>
<p class="meta">${sizes.map(span)}</p>
${simulated && html`<div class="notice" role="note"><p><strong>Simulated.</strong> ${SIMULATED}</p></div>`}
${status !== 'done' && html`<div class="notice" role="note"><p><strong>Ended early.</strong> ${reason}</p></div>`}
${
  notes.length > 0 &&
  html`<div class="notice" role="note"><p><strong>Before you read on</strong></p><ul>${toKnow}</ul></div>`
}
</header>`;
}

function span(text: string): Html {
  return html`<span>${text}</span>`;
}
