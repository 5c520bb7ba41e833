import { basename } from 'node:path';
import type { OptimizeResult } from '../optimize/index.ts';
import type { ScoreResult } from '../score/index.ts';
import { pValue, ratio } from '../present/index.ts';
import { proposalSentences } from '../proposals/index.ts';
import { malformedSentence, missingSentence } from '../report/index.ts';
import { type MeasuredProgram, winnersSentences } from '../winners/index.ts';
import { asCalled, calledAs } from './called-as.ts';
import { requirementLines } from './requirement-options.ts';
import { count, dollars, duration, percent, pointsWithInterval, score, table } from './format.ts';

/** What `optimize` prints at its end. */
export function optimizeText(result: OptimizeResult): string {
  return asCalled(resultText(result));
}

function resultText(result: OptimizeResult): string {
  const { best, start, gain, status } = result;
  if (status === 'failed' && best === null) return failureText(result);
  const isUnbeaten = best !== null && start !== null && best.candidate === start.candidate && result.candidates > 0;
  const rows = [
    ...(best === null ? [] : [row(`best (${best.candidate.split('/').at(-1)})`, best.validation, best.test)]),
    ...singleRows(result),
    ...(start === null || start.candidate === best?.candidate
      ? []
      : [row(`start (${basename(start.name)})`, start.validation, start.test)]),
  ];
  return [
    '',
    statusLine(result),
    ...(result.hint === null ? [] : [`  ${result.hint}`]),
    ...(result.simulated
      ? ['A model was SIMULATED: these numbers test the program and say nothing about the method.']
      : []),
    '',
    rows.length === 0
      ? 'No workflow was scored.'
      : table(['workflow', 'validation', 'test', 'calls/item', 'cost/item'], rows),
    ...gainLines(gain),
    ...winnersLines(result.winners),
    ...frontierLines(result.frontier),
    ...(best === null ? [] : malformedLines(best.validation, 'Of the best workflow on validation: ')),
    ...openingsLines(result.openings),
    ...(isUnbeaten ? ['', `No candidate beat the start, ${basename(start.name)}.`] : []),
    '',
    effortSentence(result),
    ...proposalSentences(result.proposals),
    ...(best?.file == null ? [] : [`Workflow: ${best.file}`]),
    ...(result.winners?.folder == null ? [] : [`Programs: ${result.winners.folder}`]),
    ...(best?.needsReview === true ? [reviewSentence(result.run)] : []),
    ...(result.report === null ? [] : [`Report:   ${result.report}`]),
  ].join('\n');
}

/** How a run ended, and why if it ended early. */
export function statusLine({ run, status, reason }: Pick<OptimizeResult, 'run' | 'status' | 'reason'>): string {
  if (status === 'done') return `Run ${run} is done.`;
  const end = status === 'failed' ? 'failed' : `ended early (${status})`;
  return `Run ${run} ${end}: ${reason}`;
}

function gainLines(gain: OptimizeResult['gain']): string[] {
  if (gain === null) return [];
  return [
    '',
    `Best against start on the same ${gain.items} test items: ${pointsWithInterval(gain)}, ${pValue(gain.p)}`,
  ];
}

/** Beside a router that won. */
function singleRows({ winners, start }: OptimizeResult): string[][] {
  const single = winners?.single ?? null;
  if (single === null || single.candidate === start?.candidate) return [];
  return [row(`best single (${single.candidate.split('/').at(-1)})`, single.validation, single.test)];
}

function winnersLines(winners: OptimizeResult['winners']): string[] {
  if (winners === null) return [];
  const gain = winners.single?.gain ?? null;
  const beside = 'Router against the best single program on the same';
  const tested =
    gain === null ? [] : [`${beside} ${gain.items} test items: ${pointsWithInterval(gain)}, ${pValue(gain.p)}`];
  return ['', ...winnersSentences(winners), ...tested];
}

/** The workflows to choose from where accuracy and cost count. */
function frontierLines(frontier: OptimizeResult['frontier']): string[] {
  if (frontier.length === 0) return [];
  const rows = frontier.map(({ candidate, accuracy, callsPerItem, costPerItemUsd }) => [
    candidate,
    percent(accuracy),
    ratio(callsPerItem),
    dollars(costPerItemUsd),
  ]);
  return [
    '',
    'No other workflow is as accurate on validation at no more cost than these; `w4s export CANDIDATE` takes any:',
    table(['candidate', 'validation', 'calls/item', 'cost/item'], rows),
  ];
}

function effortSentence({ candidates, turns, calls, costUsd, skippedByRacing }: OptimizeResult): string {
  const saved = skippedByRacing > 0 ? `, ${count(skippedByRacing, 'item run')} saved by racing` : '';
  const written = `${count(candidates, 'candidate')} in ${count(turns, 'turn')}`;
  return `${written}, ${count(calls, 'paid call')}, ${dollars(costUsd)}${saved}`;
}

function reviewSentence(run: string): string {
  return (
    `The workflow needs your review: read it with \`w4s show ${run} --code\`, ` +
    `then run \`w4s export ${run} --approve\``
  );
}

/** Looks at a test split before this one, which its score does not show. */
function openingsLines(openings: OptimizeResult['openings']): string[] {
  const { count: times = 0, last = null } = openings ?? {}; // an older version did not count them
  if (times < 2 || last === null) return [];
  return [`The test split was opened ${times} times for this task, last by ${last.run}`];
}

/** Where nothing was scored there is nothing to tell but why. */
function failureText({ run, reason, hint, calls, costUsd }: OptimizeResult): string {
  const paid = calls === 0 ? 'Nothing was paid.' : `${count(calls, 'paid call')}, ${dollars(costUsd)}.`;
  return [`\nRun ${run} failed: ${reason}`, ...(hint === null ? [] : [`  ${hint}`]), paid].join('\n');
}

function row(name: string, validation: MeasuredProgram, test: MeasuredProgram | null): string[] {
  return [
    name,
    score(validation.accuracy, validation.interval),
    test === null ? 'sealed' : score(test.accuracy, test.interval),
    ratio(validation.callsPerItem),
    dollars(validation.costPerItemUsd),
  ];
}

/** What `eval` prints. */
export function scoreText(result: ScoreResult): string {
  return [
    ...(result.simulated
      ? ['The executor was SIMULATED: these numbers test the program and say nothing about the method.']
      : []),
    `${result.workflow} on ${result.task} (${result.split}), executor ${result.executor}`,
    `  score     ${score(result.accuracy, result.interval)} on ${count(result.n, 'item run')}`,
    ...(result.status === 'inconclusive' ? [`  status    ${inconclusiveText(result)}`] : []),
    ...(result.missing > 0 ? [`  missing   ${missingSentence(result, result.problems ?? [])}`] : []),
    ...malformedLines(result, '  replies   '),
    ...failureLines(result),
    ...(result.n === 0 ? [] : usageLines(result)),
    ...requirementLines(result.requirements),
    ...openingsLines(result.openings),
    nextStep(result),
  ].join('\n');
}

/** Where nothing is missing, it is the replies. */
function inconclusiveText({ missing }: ScoreResult): string {
  return `inconclusive${missing === 0 ? ': most completions were empty, cut off, filtered or refused' : ''}`;
}

function malformedLines({ malformed, calls = 0 }: { malformed?: number; calls?: number }, before: string): string[] {
  const sentence = malformedSentence({ malformed, calls });
  return sentence === null ? [] : [before + sentence];
}

/** Most lines about what failed. */
const MOST_PROBLEMS = 4;

/** `12 x exception: KeyError: 'x' (items a, b, ...)`; results of older runs know the kinds only. */
function failureLines({ problems, failures }: ScoreResult): string[] {
  const lines = problems?.map(problemLine) ?? Object.entries(failures).map(([kind, number]) => `${number} x ${kind}`);
  const more = lines.length - MOST_PROBLEMS;
  const shown = more > 0 ? [...lines.slice(0, MOST_PROBLEMS), `and ${count(more, 'other kind')}`] : lines;
  return shown.map((line, index) => `${index === 0 ? '  failures' : '          '}  ${line}`);
}

function problemLine({ kind, message, count: number, items }: NonNullable<ScoreResult['problems']>[number]): string {
  const more = number > items.length ? ', ...' : '';
  return `${number} x ${kind}: ${message} (${items.length === 1 ? 'item' : 'items'} ${items.join(', ')}${more})`;
}

function usageLines(result: ScoreResult): string[] {
  const { promptTokens, completionTokens } = result.tokens;
  const paid = `${dollars(result.paid.costUsd)} paid now`;
  return [
    `  calls     ${count(result.calls, 'call')}, ${ratio(result.callsPerItem)} per item; ` +
      `${count(result.paid.calls, 'call')} paid now`,
    `  tokens    ${count(promptTokens)} in, ${count(completionTokens)} out`,
    `  cost      ${result.costUsd === null ? 'unpriced' : `${dollars(result.costUsd)}; ${paid}`}`,
    `  latency   median ${duration(result.latencyMs.p50)}, 90% ${duration(result.latencyMs.p90)}, ` +
      `99% ${duration(result.latencyMs.p99)}; in total ${duration(result.wallMs)}`,
  ];
}

function nextStep({ endedBy, status, run, shard }: ScoreResult): string {
  if (endedBy === 'cap')
    return `Run ${run} reached its limit. The same command with a higher limit continues it; nothing is paid twice.`;
  if (endedBy === 'interrupt')
    return `Run ${run} was interrupted. The same command continues it; nothing is paid twice.`;
  if (shard != null) return `Once all shards are evaluated, join them: ${calledAs()} merge STORE...`;
  if (status === 'inconclusive')
    return (
      'Too few items were scored to draw a conclusion. The same command retries the missing ones; ' +
      'the answers so far are in the cache.'
    );
  return `To compare it with another evaluation: ${calledAs()} compare ${run} OTHER`;
}
