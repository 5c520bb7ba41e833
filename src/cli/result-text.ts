import type { Measured, OptimizeResult } from '../optimize/index.ts';
import type { ScoreResult } from '../score/index.ts';
import { proposalSentences } from '../proposals/index.ts';
import { missingSentence } from '../report/index.ts';
import { asCalled, calledAs } from './called-as.ts';
import { count, dollars, duration, points, score, table } from './format.ts';

/** What `optimize` prints at its end. */
export function optimizeText(result: OptimizeResult): string {
  return asCalled(resultText(result));
}

function resultText(result: OptimizeResult): string {
  const { best, start, gain, reason, status } = result;
  if (status === 'failed' && best === null) return failureText(result);
  const isUnbeaten = best !== null && start !== null && best.candidate === start.candidate && result.candidates > 0;
  const rows = [
    ...(best === null ? [] : [row(`best (${best.candidate.split('/').at(-1)})`, best.validation, best.test)]),
    ...(start === null || start.candidate === best?.candidate ? [] : [row('start', start.validation, start.test)]),
  ];
  return [
    '',
    status === 'done'
      ? `Run ${result.run} is done.`
      : `Run ${result.run} ${status === 'failed' ? 'failed' : `ended early (${status})`}: ${reason}`,
    ...(result.hint === null ? [] : [`  ${result.hint}`]),
    ...(result.simulated
      ? ['A model was SIMULATED: these numbers test the program and say nothing about the method.']
      : []),
    '',
    rows.length === 0
      ? 'No workflow was scored.'
      : table(['workflow', 'validation', 'test', 'calls/item', 'cost/item'], rows),
    ...(gain === null
      ? []
      : ['', `Best against start on the same ${gain.items} test items: ${points(gain)}, p = ${gain.p.toPrecision(2)}`]),
    ...openingsLines(result.openings),
    ...(isUnbeaten ? ['', 'No candidate beat the workflow that the search started from.'] : []),
    '',
    `${count(result.candidates, 'candidate')} in ${count(result.turns, 'turn')}, ${count(result.calls, 'paid call')}, ${dollars(result.costUsd)}${result.skippedByRacing > 0 ? `, ${count(result.skippedByRacing, 'item run')} saved by racing` : ''}`,
    ...proposalSentences(result.proposals),
    ...(best?.file == null ? [] : [`Workflow: ${best.file}`]),
    ...(best?.needsReview === true
      ? [
          `The workflow waits for your review: look at it with \`w4s show ${result.run} --code\`, then \`w4s export ${result.run} --approve\``,
        ]
      : []),
    ...(result.report === null ? [] : [`Report:   ${result.report}`]),
  ].join('\n');
}

/** Looks at a test split before this one, which its score does not show. */
function openingsLines(openings: OptimizeResult['openings']): string[] {
  if (openings == null || openings.count < 2) return []; // an older version did not count them
  return [`The test split was opened ${openings.count} times for this task, last by ${openings.last!.run}`];
}

/** Where nothing was scored there is nothing to tell but why. */
function failureText({ run, reason, hint, calls, costUsd }: OptimizeResult): string {
  const paid = calls === 0 ? 'Nothing was paid.' : `${count(calls, 'paid call')}, ${dollars(costUsd)}.`;
  return [`\nRun ${run} failed: ${reason}`, ...(hint === null ? [] : [`  ${hint}`]), paid].join('\n');
}

function row(name: string, validation: Measured, test: Measured | null): string[] {
  return [
    name,
    score(validation.accuracy, validation.interval),
    test === null ? 'sealed' : score(test.accuracy, test.interval),
    validation.callsPerItem.toFixed(1),
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
    ...(result.status === 'inconclusive'
      ? [
          `  status    inconclusive${result.missing === 0 ? ': most completions came empty, cut off, filtered or refused' : ''}`,
        ]
      : []),
    ...(result.missing > 0 ? [`  missing   ${missingSentence(result, result.problems ?? [])}`] : []),
    ...failureLines(result),
    ...(result.n === 0 ? [] : usageLines(result)),
    ...openingsLines(result.openings),
    nextStep(result),
  ].join('\n');
}

/** Most lines about what failed. */
const MOST_PROBLEMS = 4;

/** `12 x exception: KeyError: 'x' (items a, b, ...)`; results of older runs know the kinds only. */
function failureLines({ problems, failures }: ScoreResult): string[] {
  const lines =
    problems?.map(
      ({ kind, message, count: number, items }) =>
        `${number} x ${kind}: ${message} (${items.length === 1 ? 'item' : 'items'} ${items.join(', ')}${number > items.length ? ', ...' : ''})`,
    ) ?? Object.entries(failures).map(([kind, number]) => `${number} x ${kind}`);
  const more = lines.length - MOST_PROBLEMS;
  const shown = more > 0 ? [...lines.slice(0, MOST_PROBLEMS), `and ${count(more, 'other kind')}`] : lines;
  return shown.map((line, index) => `${index === 0 ? '  failures' : '          '}  ${line}`);
}

function usageLines(result: ScoreResult): string[] {
  const { promptTokens, completionTokens } = result.tokens;
  return [
    `  calls     ${count(result.calls, 'call')}, ${result.callsPerItem.toFixed(2)} an item; ${count(result.paid.calls, 'call')} paid now`,
    `  tokens    ${promptTokens.toLocaleString('en-US')} in, ${completionTokens.toLocaleString('en-US')} out`,
    `  cost      ${result.costUsd === null ? 'unpriced' : `${dollars(result.costUsd)}; ${dollars(result.paid.costUsd)} paid now`}`,
    `  latency   median ${duration(result.latencyMs.p50)}, 90 % ${duration(result.latencyMs.p90)}, 99 % ${duration(result.latencyMs.p99)}; all ${duration(result.wallMs)}`,
  ];
}

function nextStep({ endedBy, status, run }: ScoreResult): string {
  if (endedBy === 'cap')
    return `Run ${run} stopped at its cap. The same command with a higher one goes on; nothing is paid twice.`;
  if (endedBy === 'interrupt') return `Run ${run} was interrupted. The same command goes on; nothing is paid twice.`;
  if (status === 'inconclusive')
    return 'Too little was scored to say anything. The same command tries again what is missing; answers that came are in the cache.';
  return `Compare it with another one: ${calledAs()} compare ${run} OTHER`;
}
