import { CANDIDATE_ALIGNMENT, candidateHeadings, candidateRow } from './candidate-row.ts';
import { type Alignment, count, markdownTable, moment, money, dollars } from '../present/index.ts';
import { contestantRow } from './contestant-row.ts';
import type { RunReport } from './contract.ts';
import { oneLine, printable } from '../base/printable.ts';
import { proposalSentences } from '../proposals/index.ts';
import { winnersSentences } from '../winners/index.ts';
import { candidatesOf, rankedFailures, totalCost } from './tally.ts';
import {
  breakEvenSentence,
  chosenSentence,
  looksSentence,
  metricWord,
  pairedSentence,
  racingSentence,
  SIMULATED,
} from './wording.ts';

/** A run as GitHub-flavoured Markdown: for a pull request or a lab book. */
export function renderMarkdown(report: RunReport): string {
  const blocks = [
    ...head(report),
    ...outcome(report),
    ...candidates(report),
    ...costs(report),
    ...failures(report),
    ...winnerCode(report),
  ];
  return `${blocks.join('\n\n')}\n`;
}

export function head({ run }: Pick<RunReport, 'run'>): string[] {
  const notes = [
    ...(run.simulated ? [`**Simulated.** ${SIMULATED}`] : []),
    ...(run.stopReason === null ? [] : [`**Stopped early.** ${escape(run.stopReason)}`]),
    ...run.warnings.map((warning) => `**Warning.** ${escape(warning)}`),
  ];
  const facts = [
    run.task,
    `executor ${run.executor}`,
    ...(run.meta === null ? [] : [`meta-agent ${run.meta}`]),
    moment(run.startedAt),
    run.status,
    `seed ${run.seed}`,
    `run ${run.id}`,
  ];
  return [`# ${escape(run.name)}`, facts.map(escape).join(' · '), ...notes.map((note) => `> ${note}`)];
}

function outcome(report: RunReport): string[] {
  const { run, start, winner, winners, single, runnerUp, breakEven } = report;
  if (start === null && winner === null) return ['No candidate was scored, so there is no winner.'];
  const looks = looksSentence(report);
  const rows = [
    ['', `Validation ${metricWord(run)}`, `Test ${metricWord(run)}`, 'Calls / item', 'Cost / item', 'Latency p50'],
    ...(start === null ? [] : [[`Start (${start.name})`, ...contestantRow(start)]]),
    ...(winner === null ? [] : [['Winner', ...contestantRow(winner)]]),
    ...(single === null ? [] : [['Best single program', ...contestantRow(single)]]),
  ];
  return [
    '## Outcome',
    table(rows, ['left', 'left', 'left', 'right', 'right', 'right']),
    ...(winner?.gain ? [`On the test items the winner differs from the start by ${pairedSentence(winner.gain)}.`] : []),
    ...(runnerUp
      ? [
          `On the validation items it differs from the runner-up by ${pairedSentence(runnerUp.paired)}. ` +
            chosenSentence('The winner'),
        ]
      : []),
    ...(winners === null ? [] : winnersSentences(winners).map(escape)),
    ...(winners?.single?.gain == null
      ? []
      : [`On the test items it differs from the best single program by ${pairedSentence(winners.single.gain)}.`]),
    ...(looks === null ? [] : [escape(looks)]),
    ...(breakEven === null ? [] : [breakEvenSentence(breakEven)]),
  ];
}

function candidates(report: RunReport): string[] {
  const rows = candidatesOf(report).map((candidate) => candidateRow(candidate, report.winner?.candidateId));
  const racing = racingSentence(report);
  const written = proposalSentences(report.proposals);
  return [
    '## Candidates',
    ...(written.length === 0 ? [] : [escape(written.join(' '))]),
    rows.length === 0 ? 'None yet.' : table([candidateHeadings(report), ...rows], CANDIDATE_ALIGNMENT),
    ...(report.winner === null ? [] : ['\\* the winner, picked by its validation score.']),
    ...(racing === null ? [] : [`Racing: ${racing}`]),
  ];
}

export function costs(report: Pick<RunReport, 'costs'>): string[] {
  if (report.costs.length === 0) return [];
  const total = totalCost(report.costs);
  const rows = report.costs.map((line) => [
    line.role,
    line.phase,
    count(line.calls),
    count(line.promptTokens + line.completionTokens),
    dollars(line.costUsd),
  ]);
  const all = [
    ['Role', 'Phase', 'Calls', 'Tokens', 'Cost'],
    ...rows,
    ['Total', '', count(total.calls), count(total.tokens), money(total.money)],
  ];
  return ['## Cost', table(all, ['left', 'left', 'right', 'right', 'right'])];
}

export function failures(report: Pick<RunReport, 'failures'>): string[] {
  const ranked = rankedFailures(report.failures);
  if (ranked.length === 0) return [];
  return [
    '## Failures',
    table([['Kind', 'Item results'], ...ranked.map(([kind, number]) => [kind, count(number)])], ['left', 'right']),
  ];
}

function winnerCode(report: RunReport): string[] {
  const code = candidatesOf(report).find(({ id }) => id === report.winner?.candidateId)?.code ?? null;
  return code === null ? [] : ['## Winning workflow', fenced(code)];
}

/** A fence longer than any run of backticks inside, so that the code can't end it. */
export function fenced(code: string): string {
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}python\n${printable(code).replace(/\n$/, '')}\n${fence}`;
}

export function table(rows: readonly (readonly string[])[], alignments: readonly Alignment[]): string {
  return markdownTable(
    rows.map((row) => row.map(escape)),
    alignments,
  );
}

/** Text that Markdown shows as it is, on one line. */
function escape(text: string): string {
  return oneLine(text).replace(/[\\`*_{}[\]<>#|~&!]/g, (character) => `\\${character}`);
}
