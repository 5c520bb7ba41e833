import { oneLine } from '../base/printable.ts';
import {
  type Alignment,
  count,
  dollars,
  duration,
  interval,
  pValue,
  percent,
  points,
  ratio,
} from '../present/index.ts';
import { metricWord } from './wording.ts';
import type { GivenWorkflow, WorkflowPair, WorkflowsReport } from './workflows-contract.ts';

/** The columns in which plain text and Markdown show given workflows. */
export const WORKFLOW_ALIGNMENT: readonly Alignment[] = [
  'left',
  'left',
  'left',
  'left',
  'right',
  'right',
  'right',
  'right',
  'right',
  'right',
];

/** Headings of {@link workflowRow}. */
export function workflowHeadings({ run }: Pick<WorkflowsReport, 'run'>): string[] {
  return ['workflow', 'status', metricWord(run), '95%', 'n', 'calls/item', 'tokens/item', 'cost/item', 'p50', 'failed'];
}

/** One given workflow as cells of text. */
export function workflowRow(one: GivenWorkflow): string[] {
  const { name, status, accuracy, n, callsPerItem, tokensPerItem, costPerItemUsd, latencyMs, failed } = one;
  return [
    oneLine(name),
    status,
    percent(accuracy),
    interval(one.interval),
    count(n),
    ratio(callsPerItem),
    tokensPerItem === null ? '' : count(tokensPerItem),
    callsPerItem === null ? '' : dollars(costPerItemUsd),
    duration(latencyMs?.p50 ?? null),
    count(failed),
  ];
}

/** The columns in which plain text and Markdown show differences. */
export const PAIR_ALIGNMENT: readonly Alignment[] = ['left', 'left', 'left', 'left', 'left', 'right'];

/** Headings of {@link pairRow}. */
export const PAIR_HEADINGS: readonly string[] = ['workflow', 'against', 'difference', '95%', 'p (Holm)', 'items'];

export function pairRow({ workflow, against, difference, interval: range, pHolm, items }: WorkflowPair): string[] {
  return [oneLine(workflow), oneLine(against), points(difference), interval(range), pValue(pHolm), count(items)];
}
