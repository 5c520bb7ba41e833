import type { PairedDifference } from '../statistics/index.ts';
import {
  columns,
  count,
  dollars,
  interval,
  percent,
  plain,
  points,
  pointsWithInterval,
  pValue,
  ratio,
} from '../present/index.ts';
import type { ComparedSide, Comparison, FlippedItem } from './comparison.ts';
import { oneLine } from '../base/printable.ts';
import { comparisonNotes, metricWord } from './wording.ts';

export interface ComparisonTextOptions {
  /** Flipped items listed in each direction. @default 10 */
  flips?: number;
}

/** A comparison for the terminal. */
export function renderComparison(comparison: Comparison, { flips = 10 }: ComparisonTextOptions = {}): string {
  const { firstBetter, secondBetter } = comparison.flipped;
  const blocks = [
    sides(comparison),
    verdict(comparison),
    flipped(`only or more right in the first: ${count(firstBetter.length)}`, firstBetter, flips),
    flipped(`only or more right in the second: ${count(secondBetter.length)}`, secondBetter, flips),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function sides(comparison: Comparison): string[] {
  const { task, split, first, second } = comparison;
  const headings = ['', '', 'model', metricWord(comparison), '95%', 'n', 'missing', 'calls/item', 'cost'];
  return [
    oneLine(`${task}, ${split}`),
    ...columns(
      [headings, ['first', ...cells(first)], ['second', ...cells(second)]],
      ['left', 'left', 'left', 'right', 'left', 'right', 'right', 'right', 'right'],
    ),
    ...(['first', 'second'] as const)
      .filter((name) => UNSETTLED.has(comparison[name].status))
      .map(
        (name) => `The ${name} evaluation is ${comparison[name].status}: what follows rests on what of it was scored.`,
      ),
  ];
}

const UNSETTLED: ReadonlySet<ComparedSide['status']> = new Set(['inconclusive', 'stopped']);

function cells({ label, model, score, callsPerItem, costUsd }: ComparedSide): string[] {
  return [
    oneLine(label, 48),
    oneLine(model, 40),
    percent(score?.accuracy ?? null),
    interval(score?.interval ?? null),
    count(score?.n ?? 0),
    count(score?.missing ?? null),
    ratio(callsPerItem),
    dollars(costUsd),
  ];
}

function verdict(comparison: Comparison): string[] {
  const { paired, subject, unshared, changed } = comparison;
  if (paired === null) return ['No item was scored in both, so there is nothing to compare.'];
  const method = paired.intervalMethod === 'newcombe' ? 'Newcombe, paired' : 'sign flips over items';
  const { difference, interval: range } = subject === 'first' ? paired : turned(paired);
  const test =
    paired.pMethod === 'mcnemar'
      ? `exact McNemar, mid-${pValue(paired.midP ?? paired.p)}`
      : 'sign-flip test over items';
  const order = subject === 'first' ? 'first − second' : 'second − first';
  const lines = [
    `${order}  ${pointsWithInterval({ difference, interval: range })} (95%, ${method})`,
    `in words        ${inWords(subject, difference, paired.p)}`,
    `test            ${pValue(paired.p)} (${test})`,
    `shared items    ${count(paired.items)}`,
  ];
  if (unshared.first + unshared.second > 0) lines.push(unsharedText(unshared));
  if (changed > 0) lines.push(`changed         ${count(changed)} with another input in the second, left out`);
  return [...lines, ...comparisonNotes(comparison)];
}

function unsharedText({ first, second }: Comparison['unshared']): string {
  return `left out        ${count(first)} scored in the first alone, ${count(second)} in the second alone`;
}

function turned({
  difference,
  interval: { low, high },
}: PairedDifference): Pick<PairedDifference, 'difference' | 'interval'> {
  return { difference: -difference, interval: { low: -high, high: -low } };
}

function inWords(subject: Comparison['subject'], difference: number, p: number): string {
  const other = subject === 'first' ? 'second' : 'first';
  const distance = points(Math.abs(difference)).replace('+', '');
  const relation = difference === 0 ? 'level with' : `${distance} ${difference > 0 ? 'above' : 'below'}`;
  return `the ${subject} is ${relation} the ${other}${p < 0.05 ? '' : ', which may be chance'}`;
}

function flipped(title: string, items: readonly FlippedItem[], most: number): string[] {
  const shown = items.slice(0, most);
  const rows = shown.map((item) => [
    `  ${oneLine(item.itemId, 32)}`,
    `${ratio(item.firstScore)} / ${ratio(item.secondScore)}`,
    oneLine(plain(item.firstAnswer), 40),
    oneLine(plain(item.secondAnswer), 40),
  ]);
  const rest = items.length - shown.length;
  return [
    title,
    ...columns(rows, ['left', 'left', 'left', 'left']),
    ...(rest > 0 ? [`  and ${count(rest)} more`] : []),
  ];
}
