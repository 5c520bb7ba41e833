import {
  type Html,
  count,
  interval,
  percent,
  points,
  pValue,
  ratio,
  html,
  numeric,
  scrolling,
  tableHead,
  tableRow,
} from '../../../present/index.ts';
import { type Proposals, rateText } from '../../../proposals/index.ts';
import { capitalised, metricWord } from '../../../report/index.ts';
import type { AblationResult, TestScore } from '../result.ts';

export function armTable(result: AblationResult): Html {
  const rows = result.arms.map(({ name, kind, model, test, callsPerItem }) =>
    tableRow(name, kind, model ?? '–', scored(test), numeric(ratio(callsPerItem))),
  );
  return table(
    'Arms',
    tableHead('Arm', 'Kind', 'Meta-agent', `Test ${capitalised(metricWord(result))}`, '#Calls / item'),
    rows,
  );
}

export function comparisonTable({ comparisons }: AblationResult): Html {
  const rows = comparisons.map(({ arm, against, difference, interval: range, p, pHolm, cells, byItem }) =>
    tableRow(
      arm,
      against,
      html`${points(difference)} <span class="range">${interval(range)}</span>`,
      pValue(p),
      pValue(pHolm),
      numeric(count(cells)),
      numeric(count(byItem.items)),
      html`${points(byItem.difference)} <span class="range">${interval(byItem.interval)}</span>`,
      pValue(byItem.p),
    ),
  );
  return table(
    'Comparisons',
    tableHead('Arm', 'Against', 'Difference', 'p', 'p (Holm)', '#Cells', '#Items', 'By item', 'p by item'),
    rows,
  );
}

export function callTable({ arms }: AblationResult): Html {
  const rows = arms.map(({ name, executorCalls: { validation, counted, test, ledger, paid } }) =>
    tableRow(name, ...[validation, counted, test, ledger, paid].map((calls) => numeric(count(calls)))),
  );
  return table('Executor calls', tableHead('Arm', '#Search', '#Counted', '#Test', '#By the ledger', '#Paid'), rows);
}

/** Outcome shares of what each meta-agent wrote, over all its searches. */
export function proposalTable({ arms }: AblationResult): Html {
  const rows = arms.flatMap(({ name, proposals }) =>
    proposals === null ? [] : [tableRow(name, numeric(count(proposals.candidates)), ...shares(proposals))],
  );
  const head = tableHead(
    'Arm',
    '#Written',
    'Broken',
    'Scored 0',
    'Without a call',
    'Unreadable at first',
    'Passed at once',
    'After repairs',
    'Beat the start',
    'Beat the best',
  );
  return table('What was written', head, rows);
}

function shares({
  broken,
  zero,
  withoutCalls,
  unreadable,
  passedAtOnce,
  passedAfterRepairs,
  beatStart,
  beatBest,
}: Proposals): string[] {
  return [broken, zero, withoutCalls, unreadable, passedAtOnce, passedAfterRepairs, beatStart, beatBest].map(rateText);
}

export function taskTable({ arms, tasks }: AblationResult): Html {
  const rows = arms.map(({ name, byTask }) =>
    tableRow(
      name,
      ...tasks.map((task) => {
        const score = byTask.find((one) => one.task === task);
        return score === undefined ? '–' : scored(score);
      }),
    ),
  );
  return table('Arms by task', tableHead('Arm', ...tasks), rows);
}

export function cellTable({ cells }: AblationResult): Html {
  const rows = cells.map(({ arm, task, seed, run, candidate, testRun, validation, test }) =>
    tableRow(
      arm,
      task,
      numeric(seed),
      html`<code>${candidate?.split('/').at(-1) ?? '–'}</code>`,
      percent(validation),
      scored(test),
      html`<code>${run ?? '–'}</code>`,
      html`<code>${testRun}</code>`,
    ),
  );
  return table(
    'Runs',
    tableHead('Arm', 'Task', '#Seed', 'Winner', 'Validation', 'Test', 'Search run', 'Test run'),
    rows,
  );
}

function scored({ accuracy, interval: range, n }: TestScore): Html {
  return html`${percent(accuracy)} <span class="range">${interval(range)} n ${count(n)}</span>`;
}

function table(label: string, head: Html, rows: readonly Html[]): Html {
  return scrolling(label, html`<table>${head}<tbody>${rows}</tbody></table>`);
}
