import { columns, count, interval, percent, points, pValue, ratio, dollars } from '../../present/index.ts';
import { oneLine } from '../../base/printable.ts';
import { SIMULATED, metricWord } from '../../report/index.ts';
import type { StudyResult } from '../study/index.ts';

type ArmResult = StudyResult['arms'][number];
type ArmComparison = StudyResult['comparisons'][number];

/** A comparison for the terminal. */
export function ablationText(result: StudyResult): string {
  const { name, status, reason, simulated, tasks, executor, design, notes, report, csv } = result;
  return [
    '',
    status === 'done' ? `Ablation ${name} is done.` : `Ablation ${name} ended early (${status}): ${reason}`,
    ...(simulated ? [`SIMULATED. ${SIMULATED}`] : []),
    oneLine(`${tasks.join(', ')}; executor ${executor}; ${designText(design)}`, 240),
    '',
    ...armTable(result),
    '',
    ...(result.comparisons.length === 0 ? [] : [...comparisonTable(result), '']),
    ...notes.map((note) => `Note: ${note}`),
    `${count(result.paidCalls, 'paid call')} in all, ${count(result.paidCallsNow)} now, ${dollars(result.costUsd)}`,
    ...(report === null ? [] : [`Report: ${report}`]),
    ...(csv === null ? [] : [`Cells: ${csv}`]),
  ].join('\n');
}

function designText({ seeds, turns, candidates, validation, calls }: StudyResult['design']): string {
  const cap = calls === null ? '' : `, at most ${count(calls)} executor calls per search`;
  return `${seeds.length} seeds, ${turns} turns of ${candidates}, ${validation} validation items${cap}`;
}

function armTable(result: StudyResult): string[] {
  const head = [
    'arm',
    `test ${metricWord(result)}`,
    '95%',
    'calls/item',
    'search calls',
    'counted',
    'test calls',
    'paid',
    'broken',
    'scored 0',
  ];
  return columns(
    [head, ...result.arms.map(armRow)],
    ['left', 'right', 'left', 'right', 'right', 'right', 'right', 'right', 'right', 'right'],
  );
}

function armRow({ name, test, callsPerItem, proposals, executorCalls }: ArmResult): string[] {
  const { validation, counted, test: tested, paid } = executorCalls;
  return [
    name,
    percent(test.accuracy),
    interval(test.interval),
    ratio(callsPerItem),
    count(validation),
    count(counted),
    count(tested),
    count(paid),
    percent(proposals?.broken.rate ?? null),
    percent(proposals?.zero.rate ?? null),
  ];
}

function comparisonTable({ comparisons }: StudyResult): string[] {
  const head = ['arm', 'against', 'difference', '95%', 'p', 'p (Holm)', 'cells', 'p by item'];
  return columns(
    [head, ...comparisons.map(comparisonRow)],
    ['left', 'left', 'right', 'left', 'left', 'left', 'right', 'left'],
  );
}

function comparisonRow({
  arm,
  against,
  difference,
  interval: range,
  p,
  pHolm,
  cells,
  byItem,
}: ArmComparison): string[] {
  return [arm, against, points(difference), interval(range), pValue(p), pValue(pHolm), count(cells), pValue(byItem.p)];
}
