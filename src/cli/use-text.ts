import type { UseResult } from '../apply/index.ts';
import { count, dollars, duration } from './format.ts';

/** What became of a run on inputs without golds. */
export function useText(result: UseResult): string {
  const { workflow, executor, inputs, answered, failures, usage, latencyMs, paid } = result;
  const failed = Object.entries(failures).map(([kind, number]) => `${number} x ${kind}`);
  return [
    ...(result.simulated ? ['The executor was SIMULATED: the answers test the program and mean nothing.'] : []),
    `${workflow}, executor ${executor}`,
    `  answered  ${answered} of ${count(inputs, 'input')}`,
    ...(failed.length === 0 ? [] : [`  failures  ${failed.join(', ')}`]),
    `  calls     ${count(usage.calls, 'call')}; ${count(paid.calls, 'call')} paid`,
    `  cost      ${usage.costUsd === null ? 'unpriced' : `${dollars(usage.costUsd)}; ${dollars(paid.costUsd)} paid`}`,
    `  latency   median ${duration(latencyMs.p50)}, 90% ${duration(latencyMs.p90)}, 99% ${duration(latencyMs.p99)}`,
    nextStep(result),
  ].join('\n');
}

function nextStep({ endedBy, run, inputs, answered }: UseResult): string {
  if (endedBy === 'cap')
    return `Run ${run} stopped at its limit. The same command with a higher one continues it; nothing is paid twice.`;
  if (endedBy === 'interrupt')
    return `Run ${run} was interrupted. The same command continues it; nothing is paid twice.`;
  return answered === inputs ? `Run ${run} is done.` : `What failed: \`w4s show ${run} --items\``;
}
