import type { Task } from '../task/contract.ts';
import type { LoadedWorkflow } from './file.ts';
import { workflowHash } from './hash.ts';

/** What a workflow file keeps free for its task, at its head; used as `TASK + ` and `and not TASK`. */
const HOLDER = /^TASK = ""(?: *#.*)?\n/m;

type Asked = Pick<Task, 'description' | 'instructions'>;

/**
 * A workflow file as it runs on a task: a head of `TASK = ""` is filled with the task's instructions, so that the
 * executor knows what is asked and the meta-agent sees how it is told. Files that w4s wrote are what they are.
 */
export function forTask(workflow: LoadedWorkflow, task: Asked): LoadedWorkflow {
  if (workflow.provenance !== undefined) return workflow;
  const code = withInstructions(workflow.code, task);
  return { ...workflow, code, hash: workflowHash(code) };
}

/** Where the input says all, the head goes: a small meta-agent reads every token. */
export function withInstructions(code: string, { description, instructions = description }: Asked): string {
  if (!HOLDER.test(code)) return code;
  const text = instructions.trim();
  if (text === '')
    return code
      .replace(HOLDER, '')
      .replaceAll('TASK + ', '')
      .replaceAll(' and not TASK', '')
      .replace(/\n{3,}(?=def )/, '\n\n\n');
  return code.replace(HOLDER, () => `TASK = ${pythonText(`${text}\n`)}\n`);
}

/** A Python literal, in lines of at most about 100 characters. What JSON escapes, Python reads alike. */
function pythonText(text: string): string {
  const pieces = text.match(/[^]{1,92}(?:\s|$)|[^]{1,92}/g) ?? [];
  if (pieces.length === 1) return JSON.stringify(text);
  return `(\n${pieces.map((piece) => `    ${JSON.stringify(piece)}\n`).join('')})`;
}
