import { usageError } from '../base/errors.ts';
import type { Task } from '../task/contract.ts';
import { fingerprint } from '../task/index.ts';
import { exampleCode, exampleNames, forTask, readWorkflow, withInstructions, workflowHash } from '../workflow/index.ts';
import { AUTO_START, type CommonSettings, PLAIN_START } from './common-settings.ts';
import { startNames } from './settings.ts';

/**
 * Asked plainly, with worked steps, and by a program, each one call an item. Which is best differs from task to task,
 * with a small executor by tens of points: see docs/baselines.md.
 */
const ANSWER_STARTS = [PLAIN_START, 'chain_of_thought_text', 'program_of_thought_text'];

/** The answer to a programming task is a program already, a judge reads prose, and the compact prompt has no room. */
const OTHER_STARTS = [PLAIN_START];

/** A workflow that a search starts from: an example state of the paper's initial state. */
export interface Start {
  label: string;
  code: string;
}

/** What of a task the starts tell the executor. */
type AskedTask = Pick<Task, 'kind' | 'description' | 'instructions'>;

/** The starts by name, where `auto` stands for those that fit. Comma-separated. */
export function settledStart(
  { start, prompt }: Pick<CommonSettings, 'start' | 'prompt'>,
  { kind, scorer }: Pick<Task, 'kind' | 'scorer'>,
): string {
  const isShort = kind === 'answer' && scorer.needsJudge !== true;
  const fitting = prompt === 'full' && isShort ? ANSWER_STARTS : OTHER_STARTS;
  const names = start.split(',').flatMap((name) => (name === AUTO_START ? fitting : [name]));
  return [...new Set(names)].join(',');
}

/** Whether each of them asks the executor once an item. */
export function askOnce(starts: readonly Start[]): boolean {
  return starts.every(({ label }) => ANSWER_STARTS.includes(label));
}

/**
 * @param start Comma-separated: names of `examples/workflows`, paths, or `none`.
 * @throws {W4sError} `invalid-option`, or what {@link readWorkflow} throws for a file.
 */
export async function startWorkflows(start: string, task: AskedTask): Promise<Start[]> {
  const names = startNames(start) ?? [];
  if (names.length > 1 && names.includes('none')) {
    throw usageError('invalid-option', 'Expected `start` to be `none` alone or workflows, got both');
  }
  return names[0] === 'none' ? [] : Promise.all(names.map((name) => startWorkflow(name, task)));
}

/**
 * Of the programs among the starts that are files; `null` where there is none. What w4s brings with it may change with
 * its version: a run goes on from what it has on record.
 */
export function fileHash(starts: readonly Start[]): string | null {
  const files = starts.filter(({ label }) => isFile(label));
  return files.length === 0 ? null : fingerprint(files.map(({ code }) => workflowHash(code)));
}

/** Whether a start is a file, and no example. */
function isFile(label: string): boolean {
  return /[./\\]/.test(label);
}

/** An example by its name, or a file. */
async function startWorkflow(name: string, task: AskedTask): Promise<Start> {
  const known = await exampleNames();
  if (!known.includes(name)) {
    if (!isFile(name)) {
      const hint = `Names are ${known.join(', ')}, auto and none; or name a file, e.g. ./workflow.py.`;
      throw usageError('invalid-option', `Expected \`start\` to be an example workflow or a file, got \`${name}\``, {
        hint,
      });
    }
    return { label: name, code: forTask(await readWorkflow(name), task).code };
  }
  return { label: name, code: withInstructions(await exampleCode(name, task.kind), task) };
}
