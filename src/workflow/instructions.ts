import type { Task } from '../task/contract.ts';
import type { LoadedWorkflow } from './file.ts';
import { workflowHash } from './hash.ts';

/** What a workflow file keeps free for its task, at its head; used as `TASK + ` and `X if ... and not TASK else Y`. */
const HOLDER = /^TASK = ""(?: *#.*)?\n/m;
const USE = /^( *)(.*)\bTASK \+ (")?/m;
/** What is done only where nothing was filled in. */
const UNTOLD = /[\w.]+\([^\s]*\) if [^\n]* and not TASK else /g;

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

/**
 * Where the input says all, the head goes: a small meta-agent reads every token. Where the instructions are used in one
 * place, they stand there: a small one copies the function and leaves out what stands above it (a 0.5B failed in every
 * fourth attempt by an undefined `TASK`).
 */
export function withInstructions(code: string, { description, instructions = description }: Asked): string {
  if (!HOLDER.test(code)) return code;
  const text = instructions.trim();
  const headless = code
    .replace(HOLDER, '')
    .replace(/\n{3,}(?=def )/, '\n\n\n')
    .trimStart();
  if (text === '') return headless.replaceAll('TASK + ', '').replaceAll(' and not TASK', '');
  const told = headless.replace(UNTOLD, '');
  const isUsedOnce = told.match(/\bTASK\b/g)?.length === 1 && USE.test(told);
  if (!isUsedOnce) return code.replace(HOLDER, () => `TASK = ${pythonText(`${text}\n`)}\n`);
  return told.replace(USE, (_, indent: string, before: string, quote = '') => {
    const literal = pythonText(`${text}\n`, indent);
    const isJoined = quote !== '' && literal.endsWith('"');
    return `${indent}${before}${isJoined ? literal.slice(0, -1) : `${literal} + ${quote}`}`;
  });
}

/** A Python literal, in lines of at most about 100 characters. What JSON escapes, Python reads alike. */
function pythonText(text: string, indent = ''): string {
  const pieces = text.match(/[^]{1,92}(?:\s|$)|[^]{1,92}/g) ?? [];
  if (pieces.length === 1) return JSON.stringify(text);
  return `(\n${pieces.map((piece) => `${indent}    ${JSON.stringify(piece)}\n`).join('')}${indent})`;
}
