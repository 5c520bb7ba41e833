import { usageError } from '../base/errors.ts';
import { type EvaluationLog, type ItemResult } from '../evaluate/index.ts';
import {
  INPUTS,
  type Run,
  type Store,
  evaluationLog,
  itemsOf,
  resultsOn,
  saveItems,
  storable,
} from '../store/index.ts';
import { isMissing } from '../workflow/index.ts';
import type { WorkflowInput } from '../task/contract.ts';
import type { Prepared } from './prepare.ts';

/** The inputs of a run and what they came to, on record as one evaluation without scores. */
export interface InputRecord {
  readonly evaluationId: string;
  readonly log: EvaluationLog;
  /**
   * The result of an input that is on record; one that came to nothing by no fault of the workflow counts as none.
   * @throws {W4sError} `duplicate-id` where another input has its id
   */
  known(input: WorkflowInput, repeat: number): Promise<ItemResult | undefined>;
  keep(input: WorkflowInput, result: ItemResult): Promise<void>;
}

export async function openRecord(
  store: Store,
  run: Run,
  { subject, task }: Prepared,
  { planned, forgets = false }: { planned: number; forgets?: boolean },
): Promise<InputRecord> {
  const evaluationId = `${run.id}/${INPUTS}`;
  const log = evaluationLog(store, run.id);
  await log.start({
    evaluationId,
    candidateId: null,
    workflowHash: subject.hash,
    label: subject.label,
    task,
    split: INPUTS,
    phase: 'run',
    repeats: 1,
    planned,
  });
  return {
    evaluationId,
    log,
    known: async ({ id, input }, repeat) => {
      const earlier = (await itemsOf(store, run.id, INPUTS, [id])).get(id);
      if (earlier === undefined) return undefined;
      if (storable(earlier.input) !== storable(input)) throw duplicate(id);
      const found = (await resultsOn(store, evaluationId, id)).find((result) => result.repeat === repeat);
      return isMissing(found?.failure?.kind) ? undefined : found;
    },
    keep: async (input, result) => {
      if (forgets) return log.append(evaluationId, withoutTexts(result));
      await saveItems(store, { runId: run.id, split: INPUTS, items: [input], withTargets: false });
      await log.append(evaluationId, result);
    },
  };
}

/** What it came to and what it used. */
function withoutTexts({ failure, usage, ...result }: ItemResult): ItemResult {
  const tools = usage.tools && { calls: usage.tools.calls, failed: {} };
  const kind = failure && { kind: failure.kind, errorType: failure.errorType, message: '' };
  return { ...result, usage: { ...usage, tools }, answer: null, failure: kind, trace: undefined, stdout: '' };
}

/** For an id that stands for another input already. */
export function duplicate(id: string) {
  return usageError('duplicate-id', `Expected each input to have an id of its own, got \`${id}\` for two`, {
    facts: { id },
  });
}
