import { oneLine } from '../../base/printable.ts';
import {
  type Alignment,
  NONE,
  columns,
  count,
  dollars,
  interval,
  pValue,
  percent,
  points,
  ratio,
} from '../../present/index.ts';
import { SIMULATED, chosenSentence } from '../../report/index.ts';
import type { LeftOut, TransferCell, TransferResult } from './contract.ts';
import { type HeatRow, heatMap } from './heat.ts';
import { isChosenHere, startText } from './words.ts';

/** A transfer for the terminal. */
export function transferText(result: TransferResult): string {
  const { name, status, reason, simulated, split, tasks, executors, cells, leftOut, paid, report } = result;
  const sizes = tasks.map((one) => `${one.name} (${count(one.items, 'item')})`);
  return [
    status === 'done' ? `Transfer ${name} (${split})` : `Transfer ${name} ended early (${status}): ${reason}`,
    ...(simulated ? [`SIMULATED. ${SIMULATED}`] : []),
    oneLine(`${sizes.join(', ')}; ${executors.join(', ')}`, 240),
    '',
    ...(cells.length === 0 ? ['No cell was scored.'] : [...cellTable(cells), '', ...heatTable(result)]),
    '',
    ...(isChosenHere(result) ? [chosenSentence('A winner at home')] : []),
    ...problemLines(cells),
    ...leftOut.map(leftOutLine),
    ...tasks.flatMap(({ name: task, openings }) =>
      openings !== null && openings > 1 ? [`The test split of ${task} was opened ${openings} times so far.`] : [],
    ),
    `${count(paid.calls, 'paid call')}, ${dollars(paid.costUsd)}`,
    ...(report === null ? [] : [`Report: ${report}`]),
  ].join('\n');
}

const HEAD: readonly (readonly [string, Alignment])[] = [
  ['winner', 'left'],
  ['task', 'left'],
  ['executor', 'left'],
  ['start', 'left'],
  ['start scores', 'left'],
  ['winner scores', 'left'],
  ['difference', 'left'],
  ['95%', 'left'],
  ['p (Holm)', 'left'],
  ['calls/item', 'right'],
  ['cost/item', 'right'],
  ['failed', 'right'],
];

function cellTable(cells: readonly TransferCell[]): string[] {
  return columns(
    [HEAD.map(([head]) => head), ...cells.map(cellRow)],
    HEAD.map(([, alignment]) => alignment),
  );
}

function cellRow(cell: TransferCell): string[] {
  const { winner, task, executor, isHome, start, scored, difference } = cell;
  return [
    oneLine(winner, 60),
    isHome ? `${task} (home)` : task,
    executor,
    startText(start),
    scoreText(start),
    scoreText(scored),
    ...(difference === null
      ? [NONE, '', '']
      : [points(difference.difference), interval(difference.interval), pValue(difference.pHolm)]),
    `${ratio(start.callsPerItem)} -> ${ratio(scored.callsPerItem)}`,
    costText(cell),
    count(scored.failed),
  ];
}

function scoreText({ accuracy, interval: range }: Pick<TransferCell['scored'], 'accuracy' | 'interval'>): string {
  return accuracy === null ? 'inconclusive' : `${percent(accuracy)} ${interval(range)}`;
}

function costText({ start, scored }: TransferCell): string {
  const [before, after] = [dollars(start.costPerItemUsd), dollars(scored.costPerItemUsd)];
  return before === after ? after : `${before} -> ${after}`;
}

function heatTable(result: TransferResult): string[] {
  const { tasks, rows } = heatMap(result);
  const lines = rows.map(({ winner, executor, cells }) => [oneLine(winner, 60), executor, ...cells.map(heatText)]);
  return [
    'Points against the start (* p < 0.05, Holm over all cells):',
    ...columns([['winner', 'executor', ...tasks], ...lines], ['left', 'left', ...tasks.map((): Alignment => 'right')]),
  ];
}

function heatText(cell: HeatRow['cells'][number]): string {
  if (cell === 'left-out') return 'left out';
  if (cell === null || cell.difference === null) return NONE;
  return `${points(cell.difference).replace(' points', '')}${cell.isSignificant ? '*' : ' '}`;
}

/** What is inconclusive, and where to look at what failed. */
function problemLines(cells: readonly TransferCell[]): string[] {
  const sides = cells.flatMap(({ scored, start, task, executor }) =>
    [scored, start].map((one) => ({ ...one, where: `${one.name} on ${task}, ${executor}` })),
  );
  const failed = sides.find((one) => one.failed > 0);
  const problems = sides.flatMap(({ where, problem }) =>
    problem === null ? [] : [oneLine(`${where}: ${problem}`, 240)],
  );
  return [
    ...new Set(problems),
    ...(failed === undefined
      ? []
      : [`What failed: \`w4s show ${failed.candidate} --items --failed\`, and so for the others.`]),
  ];
}

function leftOutLine({ winner, task, reason }: LeftOut): string {
  return oneLine(`Left out: ${winner} on ${task} (${reason})`, 240);
}
