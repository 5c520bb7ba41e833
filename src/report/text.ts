import { CANDIDATE_ALIGNMENT, candidateHeadings, candidateRow } from './candidate-row.ts';
import { columns, count, money, percent, dollars, sparkline } from '../present/index.ts';
import { contestantRow } from './contestant-row.ts';
import type { RunReport } from './contract.ts';
import { oneLine } from '../base/printable.ts';
import { proposalSentences } from '../proposals/index.ts';
import { winnersSentences } from '../winners/index.ts';
import { bestByTurn, candidatesOf, rankedFailures, totalCost } from './tally.ts';
import { breakEvenSentence, looksSentence, metricWord, pairedSentence, racingSentence, SIMULATED } from './wording.ts';

/** A run for the terminal: plain text, aligned, no colours, one line break at the end. */
export function renderText(report: RunReport): string {
  const blocks = [head(report), outcome(report), curve(report), candidates(report), costs(report), remarks(report)];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** Name, what ran, and what to know before believing a number. */
export function head({ run }: Pick<RunReport, 'run'>): string[] {
  const meta = run.meta === null ? '' : ` · meta-agent ${run.meta}`;
  const lines = [
    oneLine(run.name),
    oneLine(`${run.task} · executor ${run.executor}${meta} · ${run.status} · run ${run.id}`),
  ];
  if (run.simulated) lines.push(`SIMULATED. ${SIMULATED}`);
  if (run.stopReason !== null) lines.push(`Stopped early: ${oneLine(run.stopReason)}`);
  return [...lines, ...run.warnings.map((warning) => `Warning: ${oneLine(warning)}`)];
}

function outcome({ run, start, winner, winners, single }: RunReport): string[] {
  if (start === null && winner === null) return ['No candidate was scored, so there is no winner.'];
  const rows = [['', `validation ${metricWord(run)}`, `test ${metricWord(run)}`, 'calls/item', 'cost/item', 'p50']];
  if (start !== null) rows.push([`start (${oneLine(start.name)})`, ...contestantRow(start)]);
  if (winner !== null) rows.push(['winner', ...contestantRow(winner)]);
  if (single !== null) rows.push(['best single', ...contestantRow(single)]);
  const lines = columns(rows, ['left', 'left', 'left', 'right', 'right', 'right']);
  if (winner?.gain) lines.push(`gain on test  ${pairedSentence(winner.gain)}`);
  const routed = winners?.single?.gain ?? null;
  if (routed !== null) lines.push(`router against best single on test  ${pairedSentence(routed)}`);
  return winners === null ? lines : [...lines, ...winnersSentences(winners)];
}

function curve(report: RunReport): string[] {
  const best = bestByTurn(report).map((entry) => entry.best);
  const known = best.filter((value) => value !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return [];
  return [`best by turn  ${sparkline(best)}  ${percent(first)} to ${percent(last)}`];
}

function candidates(report: RunReport): string[] {
  const rows = candidatesOf(report).map((candidate) => candidateRow(candidate, report.winner?.candidateId));
  if (rows.length === 0) return [];
  return [
    ...proposalSentences(report.proposals),
    ...columns([candidateHeadings(report), ...rows], CANDIDATE_ALIGNMENT),
  ];
}

export function costs(report: Pick<RunReport, 'costs'>): string[] {
  if (report.costs.length === 0) return [];
  const rows = report.costs.map((line) => [
    `${line.role}, ${line.phase}`,
    count(line.calls),
    count(line.promptTokens + line.completionTokens),
    dollars(line.costUsd),
  ]);
  const total = totalCost(report.costs);
  return columns(
    [['cost', 'calls', 'tokens', ''], ...rows, ['total', count(total.calls), count(total.tokens), money(total.money)]],
    ['left', 'right', 'right', 'right'],
  );
}

function remarks(report: RunReport): string[] {
  const failures = rankedFailures(report.failures).map(([kind, number]) => `${kind} ${count(number)}`);
  const racing = racingSentence(report);
  const looks = looksSentence(report);
  return [
    ...(failures.length > 0 ? [`failures  ${failures.join(', ')}`] : []),
    ...(racing === null ? [] : [`racing  ${racing}`]),
    ...(looks === null ? [] : [`test split  ${looks}`]),
    ...(report.breakEven === null ? [] : [`break-even  ${breakEvenSentence(report.breakEven)}`]),
  ];
}
