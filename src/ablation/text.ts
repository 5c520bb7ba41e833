import { columns } from '../report/columns.ts';
import { count, interval, percent, points, pValue, ratio, usd } from '../report/format.ts';
import { oneLine } from '../report/printable.ts';
import { SIMULATED, metricWord } from '../report/wording.ts';
import type { AblationResult, ArmResult } from './result.ts';

/** A comparison for the terminal. */
export function ablationText(result: AblationResult): string {
  const { name, status, reason, simulated, tasks, executor, design, notes, report } = result;
  return [
    '',
    status === 'done' ? `Ablation ${name} is done.` : `Ablation ${name} ended early (${status}): ${reason}`,
    ...(simulated ? [`SIMULATED. ${SIMULATED}`] : []),
    oneLine(`${tasks.join(', ')}; executor ${executor}; ${design.seeds.length} seeds, ${design.turns} turns of ${design.candidates}, ${design.validation} validation items`, 200),
    '',
    ...table(result),
    '',
    ...notes.map((note) => `Note: ${note}`),
    `${count(result.paidCalls)} paid calls in all, ${count(result.paidCallsNow)} of them now, ${usd(result.costUsd)}`,
    ...(report === null ? [] : [`Report: ${report}`]),
  ].join('\n');
}

function table(result: AblationResult): string[] {
  const head = ['arm', `test ${metricWord(result)}`, '95 %', 'against untrained', '95 %', 'p', 'p (Holm)', 'calls/item', 'search calls', 'test calls', 'paid'];
  return columns([head, ...result.arms.map(row)], ['left', 'right', 'left', 'right', 'left', 'left', 'left', 'right', 'right', 'right', 'right']);
}

function row({ name, test, difference, callsPerItem, executorCalls }: ArmResult): string[] {
  return [
    name, percent(test.accuracy), interval(test.interval), points(difference?.difference ?? null), interval(difference?.interval ?? null),
    difference === null ? '–' : pValue(difference.p), difference === null ? '–' : pValue(difference.pHolm),
    ratio(callsPerItem), count(executorCalls.counted), count(executorCalls.test), count(executorCalls.paid),
  ];
}
