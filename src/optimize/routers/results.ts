import type { ItemResult } from '../../evaluate/index.ts';
import { type ItemUsage, type Trace, type WorkflowRun, isMissing } from '../../workflow/index.ts';
import type { Picked } from './contract.ts';

/**
 * What a router makes of an item: the result of the program that it chose, with what choosing took.
 * @param result `undefined` where that program has none
 */
export function routedResult(
  { itemId, repeat }: Pick<ItemResult, 'itemId' | 'repeat'>,
  { program, run }: Picked,
  result: ItemResult | undefined,
): ItemResult {
  if (program === undefined && run?.failure !== undefined) return failed({ itemId, repeat }, run, run.failure);
  if (program === undefined || result === undefined)
    return {
      ...failed({ itemId, repeat }, run, { kind: 'unavailable', message: 'The chosen program has no result here' }),
    };
  const usage = run === undefined ? result.usage : sumOf(run.usage, result.usage);
  return { ...result, usage, trace: { ...joined(run?.trace, result.trace), picked: program } };
}

function failed(
  place: Pick<ItemResult, 'itemId' | 'repeat'>,
  run: WorkflowRun | undefined,
  failure: NonNullable<ItemResult['failure']>,
): ItemResult {
  const usage = run?.usage ?? sumOf();
  const score = isMissing(failure.kind) ? null : 0;
  return { ...place, score, answer: null, failure, usage, stdout: run?.stdout ?? '', trace: run?.trace };
}

function joined(first: Trace | undefined, second: Trace | undefined): Trace {
  return {
    steps: [...(first?.steps ?? []), ...(second?.steps ?? [])],
    omitted: (first?.omitted ?? 0) + (second?.omitted ?? 0),
  };
}

function sumOf(...parts: ItemUsage[]): ItemUsage {
  const total = (what: Exclude<keyof ItemUsage, 'costUsd' | 'tools'>): number =>
    parts.reduce((sum, usage) => sum + usage[what], 0);
  return {
    promptTokens: total('promptTokens'),
    completionTokens: total('completionTokens'),
    calls: total('calls'),
    costUsd: parts.reduce<number | null>(
      (sum, { costUsd }) => (sum === null || costUsd === null ? null : sum + costUsd),
      0,
    ),
    wallMs: total('wallMs'),
    unusable: total('unusable'),
    malformed: total('malformed'),
    missingKeys: total('missingKeys'),
    tools: parts.findLast(({ tools }) => tools !== undefined)?.tools,
  };
}
