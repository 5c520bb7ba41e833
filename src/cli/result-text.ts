import type { Measured, OptimizeResult } from '../optimize/index.ts';
import type { ScoreResult } from '../score/index.ts';
import { count, dollars, duration, percent, score, table } from './format.ts';

/** What `optimize` prints at its end. */
export function optimizeText(result: OptimizeResult): string {
  const { best, start, gain, reason, status } = result;
  const isUnbeaten = best !== null && start !== null && best.candidate === start.candidate && result.candidates > 0;
  const rows = [
    ...(best === null ? [] : [row(`best (${best.candidate.split('/').at(-1)})`, best.validation, best.test)]),
    ...(start === null || start.candidate === best?.candidate ? [] : [row('start', start.validation, start.test)]),
  ];
  return [
    '',
    status === 'done' ? `Run ${result.run} is done.` : `Run ${result.run} ${status === 'failed' ? 'failed' : `ended early (${status})`}: ${reason}`,
    ...(result.hint === null ? [] : [`  ${result.hint}`]),
    ...(result.simulated ? ['A model was SIMULATED: these numbers test the program and say nothing about the method.'] : []),
    '',
    rows.length === 0 ? 'No workflow was scored.' : table(['workflow', 'validation', 'test', 'calls/item', 'cost/item'], rows),
    ...(gain === null ? [] : ['', `Best against start on the same ${gain.items} test items: ${signed(gain.difference)} points [${signed(gain.interval.low)}, ${signed(gain.interval.high)}], p = ${gain.p.toPrecision(2)}`]),
    ...(isUnbeaten ? ['', 'No candidate beat the workflow that the search started from.'] : []),
    '',
    `${count(result.candidates, 'candidate')} in ${count(result.turns, 'turn')}, ${count(result.calls, 'paid call')}, ${dollars(result.costUsd)}${result.skippedByRacing > 0 ? `, ${count(result.skippedByRacing, 'item run')} saved by racing` : ''}`,
    ...(best?.file == null ? [] : [`Workflow: ${best.file}`]),
    ...(best?.needsReview === true ? [`The workflow waits for your review: look at it with \`w4s show ${result.run} --code\`, then \`w4s export ${result.run} --approve\``] : []),
    ...(result.report === null ? [] : [`Report:   ${result.report}`]),
  ].join('\n');
}

function row(name: string, validation: Measured, test: Measured | null): string[] {
  return [name, score(validation.accuracy, validation.interval), test === null ? 'sealed' : score(test.accuracy, test.interval), validation.callsPerItem.toFixed(1), dollars(validation.costPerItemUsd)];
}

/** What `eval` prints. */
export function scoreText(result: ScoreResult): string {
  const failures = Object.entries(result.failures).map(([kind, number]) => `${number} x ${kind}`).join(', ');
  const { promptTokens, completionTokens } = result.tokens;
  return [
    ...(result.simulated ? ['The executor was SIMULATED: these numbers test the program and say nothing about the method.'] : []),
    `${result.workflow} on ${result.task} (${result.split}), executor ${result.executor}`,
    `  score     ${score(result.accuracy, result.interval)} on ${count(result.n, 'item run')}`,
    ...(result.missing > 0 ? [`  missing   ${result.missing}, as ${result.missingCause}`] : []),
    ...(failures === '' ? [] : [`  failures  ${failures}`]),
    `  calls     ${count(result.calls, 'call')}, ${result.callsPerItem.toFixed(2)} an item; ${count(result.paid.calls, 'call')} paid now`,
    `  tokens    ${promptTokens.toLocaleString('en-US')} in, ${completionTokens.toLocaleString('en-US')} out`,
    `  cost      ${dollars(result.costUsd)}; ${dollars(result.paid.costUsd)} paid now`,
    `  latency   median ${duration(result.latencyMs.p50)}, 90 % ${duration(result.latencyMs.p90)}, 99 % ${duration(result.latencyMs.p99)}; all ${duration(result.wallMs)}`,
    `Compare it with another one: w4s compare ${result.run} OTHER`,
  ].join('\n');
}

function signed(difference: number): string {
  return `${difference >= 0 ? '+' : ''}${percent(difference).replace(' %', '')}`;
}
