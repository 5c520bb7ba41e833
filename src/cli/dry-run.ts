import type { Estimate, ExpectedCalls, Range } from '../score/index.ts';
import { count, dollars, table } from './format.ts';
import type { Output } from './output.ts';

const NAMES = { executor: 'executor', meta: 'meta-agent', judge: 'judge' };

/** Tells what a command would ask and pay; its result is the estimates alone. */
export function tellDryRun(
  output: Output,
  estimates: readonly Estimate[],
  assumption = 'This assumes 1 to 5 calls per item. Racing and cached answers reduce the cost',
): { result: { dryRun: true; estimates: readonly Estimate[] } } {
  output.print(
    [
      'Dry run: no model was called, and nothing was paid.',
      ...estimates.map(estimateText),
      '',
      `${assumption}; --budget and --max-calls limit it.`,
    ].join('\n'),
  );
  return { result: { dryRun: true, estimates } };
}

function estimateText({ task, itemRuns, calls, costUsd }: Estimate): string {
  const cost = costUsd === null ? 'unpriced: set the price of the model in the config file' : money(costUsd);
  return [
    '',
    `${task}: up to ${count(itemRuns, 'item run')}, ${cost}`,
    table(['  ', 'model', 'calls', 'tokens in', 'tokens out', 'cost'], calls.map(row)),
  ].join('\n');
}

function row({ role, model, calls, promptTokens, completionTokens, costUsd }: ExpectedCalls): string[] {
  return [
    `  ${NAMES[role]}`,
    model,
    span(calls),
    `about ${count(promptTokens)}`,
    span(completionTokens),
    costUsd === null ? 'unpriced' : money(costUsd),
  ];
}

function span({ low, high }: Range): string {
  return low === high ? count(low) : `${count(low)} to ${count(high)}`;
}

function money({ low, high }: Range): string {
  return low === high ? dollars(low) : `${dollars(low)} to ${dollars(high)}`;
}
