import { usageError } from '../base/errors.ts';
import type { Task } from '../task/contract.ts';

/** @throws usage error `missing-model` when a task is scored by a model and none is named: before anything is paid. */
export function assertJudge({ name, scorer }: Task, judge: unknown): void {
  if (scorer.needsJudge === true && (judge === undefined || judge === null)) {
    throw usageError('missing-model', `Task \`${name}\` is scored by a model, and none is named`, {
      hint: 'Name one with --judge MODEL, for example --judge openai:gpt-6-luna.',
    });
  }
}
