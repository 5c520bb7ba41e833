import {
  type Alignment,
  columns,
  count,
  dollars,
  interval,
  pValue,
  percent,
  points,
  ratio,
} from '../../present/index.ts';
import { oneLine } from '../../base/printable.ts';
import { SIMULATED, metricWord } from '../../report/index.ts';
import type { BaselineRow, BaselinesResult, Difference } from './contract.ts';

/** A run of baselines for the terminal. */
export function baselinesText(result: BaselinesResult): string {
  const { run, status, reason, simulated, task, split, items, executor, rows, skipped, notes, paid, openings } = result;
  return [
    ...(status === 'done' ? [] : [`Run ${run} ended early (${status}): ${reason}`]),
    ...(simulated ? [`SIMULATED. ${SIMULATED}`] : []),
    oneLine(`${task} (${split}), ${count(items, 'item')}, executor ${executor}; run ${run}`, 240),
    '',
    ...(rows.length === 0 ? ['No workflow was scored.'] : scoreTable(result)),
    ...voteTable(rows),
    '',
    ...problemLines(rows),
    ...skippedLines(skipped),
    ...notes,
    ...(openings !== null && openings.count > 1 ? [`The test split was opened ${openings.count} times so far.`] : []),
    `${count(paid.calls, 'paid call')}, ${dollars(paid.costUsd)}`,
  ].join('\n');
}

function scoreTable(result: BaselinesResult): string[] {
  const head = [
    'workflow',
    metricWord(result),
    '95%',
    'against direct',
    '95%',
    'p (Holm)',
    'calls/item',
    'tokens/item',
    'cost/item',
    'failed',
  ];
  return columns(
    [head, ...result.rows.map(scoreRow)],
    head.map((_, at) => (at > 5 ? 'right' : 'left')),
  );
}

function scoreRow({ againstDirect, ...one }: BaselineRow): string[] {
  const { promptTokens, completionTokens } = one.tokensPerItem;
  return [
    one.name,
    one.accuracy === null ? 'inconclusive' : percent(one.accuracy),
    interval(one.interval),
    ...differenceCells(againstDirect),
    ratio(one.callsPerItem),
    count(promptTokens + completionTokens),
    dollars(one.costPerItemUsd),
    count(one.failed),
  ];
}

function voteTable(rows: readonly BaselineRow[]): string[] {
  const matched = rows.flatMap(({ name, vote }) => (vote === null ? [] : [{ name, vote }]));
  if (matched.length === 0) return [];
  const head = ['workflow', 'vote of', 'its score', '95%', 'against it', '95%', 'p (Holm)'];
  const lines = matched.map(({ name, vote }) => [
    name,
    count(vote.votes),
    vote.accuracy === null ? 'inconclusive' : percent(vote.accuracy),
    interval(vote.interval),
    ...differenceCells(vote.difference),
  ]);
  const alignments: Alignment[] = ['left', 'right', 'left', 'left', 'left', 'left', 'left'];
  return ['', 'Against a vote of as many calls:', ...columns([head, ...lines], alignments)];
}

function differenceCells(of: Difference | null): string[] {
  return of === null ? ['', '', ''] : [points(of.difference), interval(of.interval), pValue(of.pHolm)];
}

/** What is inconclusive, and where to look at what failed. */
function problemLines(rows: readonly BaselineRow[]): string[] {
  const all = rows.flatMap(({ vote, ...row }) => [row, ...(vote === null ? [] : [vote])]);
  const failed = rows.find(({ failed: number }) => number > 0);
  return [
    ...all.flatMap(({ name, problem }) => (problem === null ? [] : [oneLine(`${name}: ${problem}`, 240)])),
    ...(failed === undefined
      ? []
      : [`What failed: \`w4s show ${failed.candidate} --items --failed\`, and so for the others.`]),
  ];
}

function skippedLines(skipped: BaselinesResult['skipped']): string[] {
  const byReason = Map.groupBy(skipped, ({ reason }) => reason);
  return [...byReason].map(([reason, all]) => `Left out: ${all.map(({ name }) => name).join(', ')} (${reason})`);
}
