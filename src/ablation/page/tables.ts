import { count, interval, percent, points, pValue, ratio } from '../../report/format.ts';
import { type Html, html } from '../../report/html.ts';
import { numeric, scrolling, tableHead, tableRow } from '../../report/page/table.ts';
import { capitalised, metricWord } from '../../report/wording.ts';
import type { AblationResult, TestScore } from '../result.ts';

export function armTable(result: AblationResult): Html {
  const rows = result.arms.map(({ name, model, test, difference, callsPerItem }) => tableRow(
    name, model, scored(test), difference === null ? '–' : html`${points(difference.difference)} <span class="range">${interval(difference.interval)} ${count(difference.items)} items</span>`,
    difference === null ? '–' : pValue(difference.p), difference === null ? '–' : pValue(difference.pHolm), numeric(ratio(callsPerItem)),
  ));
  return table('Arms', tableHead('Arm', 'Meta-agent', `Test ${capitalised(metricWord(result))}`, 'Against untrained', 'p', 'p (Holm)', '#Calls / item'), rows);
}

export function callTable({ arms }: AblationResult): Html {
  const rows = arms.map(({ name, executorCalls: { validation, counted, test, ledger, paid } }) =>
    tableRow(name, ...[validation, counted, test, ledger, paid].map((calls) => numeric(count(calls)))));
  return table('Executor calls', tableHead('Arm', '#Search', '#Counted', '#Test', '#By the ledger', '#Paid'), rows);
}

export function taskTable({ arms, tasks }: AblationResult): Html {
  const rows = arms.map(({ name, byTask }) => tableRow(name, ...tasks.map((task) => {
    const score = byTask.find((one) => one.task === task);
    return score === undefined ? '–' : scored(score);
  })));
  return table('Arms by task', tableHead('Arm', ...tasks), rows);
}

export function cellTable({ cells }: AblationResult): Html {
  const rows = cells.map(({ arm, task, seed, run, candidate, testRun, validation, test }) => tableRow(
    arm, task, numeric(seed), html`<code>${candidate?.split('/').at(-1) ?? '–'}</code>`, percent(validation), scored(test), html`<code>${run ?? '–'}</code>`, html`<code>${testRun}</code>`,
  ));
  return table('Runs', tableHead('Arm', 'Task', '#Seed', 'Winner', 'Validation', 'Test', 'Search run', 'Test run'), rows);
}

function scored({ accuracy, interval: range, n }: TestScore): Html {
  return html`${percent(accuracy)} <span class="range">${interval(range)} n ${count(n)}</span>`;
}

function table(label: string, head: Html, rows: readonly Html[]): Html {
  return scrolling(label, html`<table>${head}<tbody>${rows}</tbody></table>`);
}
