import {
  columns,
  count,
  decimal,
  dollars,
  duration,
  interval,
  pValue,
  percent,
  points,
  ratio,
} from '../../present/index.ts';
import { oneLine } from '../../base/printable.ts';
import { SIMULATED, metricWord } from '../../report/index.ts';
import { searches } from './contract.ts';
import type { Plan } from './plan.ts';
import type { ArmComparison, ArmResult, Ranks, StudyResult } from './result.ts';

/** A study for the terminal. */
export function studyText(result: StudyResult): string {
  const { name, status, reason, simulated, notes, report, csv, ranks, searchesSaved } = result;
  return [
    '',
    status === 'done' ? `Study ${name} is done.` : `Study ${name} ended early (${status}): ${reason}`,
    ...(simulated ? [`SIMULATED. ${SIMULATED}`] : []),
    oneLine(`${result.tasks.join(', ')}; executor ${result.executor}; ${designText(result.design)}`, 240),
    '',
    ...armTable(result),
    '',
    ...(result.comparisons.length === 0 ? [] : [...comparisonTable(result.comparisons), '']),
    ...(ranks === null ? [] : [...ranksText(ranks), '']),
    ...notes.map((note) => `Note: ${note}`),
    `${count(result.paidCalls, 'paid call')} in all, ${count(result.paidCallsNow)} now, ${dollars(result.costUsd)}; ` +
      `${count(searchesSaved)} searches were there already`,
    ...(report === null ? [] : [`Report: ${report}`]),
    ...(csv === null ? [] : [`Cells: ${csv}`]),
  ].join('\n');
}

/** What a study would run, with nothing asked. */
export function planText({ name, arms, blocks, design, notes }: Plan): string {
  const cells = blocks.length * design.seeds.length;
  const searching = arms.filter(searches);
  return [
    `Study ${name}: ${count(arms.length, 'arm')} on ${count(blocks.length, 'block')}, ${designText(design)}`,
    ...arms.map(({ name: arm, kind, modelId, strategy }) =>
      searches({ kind })
        ? `  ${arm}: ${strategy} with ${modelId}`
        : `  ${arm}: ${kind}${modelId === null ? '' : ` ${modelId}`}, without a search`,
    ),
    ...blocks.map(({ task, executor }) => `  on ${task.name} with ${executor.id}`),
    `${count(cells * searching.length)} searches and ${count(cells * arms.length)} sealed tests; each can be run.`,
    ...notes.map((note) => `Note: ${note}`),
  ].join('\n');
}

function designText({ seeds, turns, candidates, validation, calls, usd }: Plan['design']): string {
  const cap = calls === null ? '' : `, at most ${count(calls)} executor calls per search`;
  const dollarCap = usd === undefined ? '' : `, at most ${dollars(usd)} per search`;
  const sizes = `${count(seeds.length, 'seed')}, ${turns} turns of ${candidates}, ${validation} validation items`;
  return `${sizes}${cap}${dollarCap}`;
}

function armTable(result: StudyResult): string[] {
  const head = [
    'arm',
    `test ${metricWord(result)}`,
    '95%',
    'rank',
    'calls/item',
    'search calls',
    'test calls',
    'paid',
    'cost',
    'time',
    'broken',
  ];
  const isTrained = result.arms.some(({ trainingTokens }) => trainingTokens !== null);
  const rows = result.arms.map((arm) => [
    ...armRow(arm, result.ranks),
    ...(isTrained ? [arm.trainingTokens === null ? '' : count(arm.trainingTokens)] : []),
  ]);
  const sides = head.map((_, at) => (at === 0 || at === 2 ? 'left' : 'right'));
  return columns([[...head, ...(isTrained ? ['trained on'] : [])], ...rows], isTrained ? [...sides, 'right'] : sides);
}

function armRow(arm: ArmResult, ranks: Ranks | null): string[] {
  const { name, mean, callsPerItem, proposals, executorCalls, costUsd, minutes } = arm;
  const rank = ranks?.arms.find((one) => one.name === name)?.meanRank;
  return [
    name,
    percent(mean?.accuracy),
    interval(mean?.interval ?? null),
    decimal(rank, 2),
    ratio(callsPerItem),
    count(executorCalls.validation),
    count(executorCalls.test),
    count(executorCalls.paid),
    dollars(costUsd),
    duration(minutes * 60_000),
    percent(proposals?.broken.rate ?? null),
  ];
}

function comparisonTable(comparisons: readonly ArmComparison[]): string[] {
  const head = ['arm', 'against', 'difference', '95%', 'p', 'p (Holm)', 'cells'];
  const rows = comparisons.map(({ arm, against, difference, interval: range, p, pHolm, cells }) => [
    arm,
    against,
    points(difference),
    interval(range),
    pValue(p),
    pValue(pHolm),
    count(cells),
  ]);
  return columns([head, ...rows], ['left', 'left', 'right', 'left', 'left', 'left', 'right']);
}

function ranksText({ blocks, p, criticalDifference, groups }: Ranks): string[] {
  const friedman = p === null ? 'one block shows no spread' : `Friedman ${pValue(p)}`;
  return [
    `Ranks over ${count(blocks, 'block')}: ${friedman}; mean ranks ${decimal(criticalDifference, 2)} apart differ ` +
      '(Nemenyi, 0.05).',
    ...groups.map((group) => `  Not told apart: ${group.join(', ')}`),
  ];
}
