import { ENTRY_NAMES } from './contract.ts';
import type { EntryName } from './contract.ts';
import { fencedBlocks, isPython, withoutThinking } from '../text/index.ts';

export type Extraction =
  | { ok: true; analysis: string; code: string; entry: EntryName }
  | { ok: false; problem: string };

const FIRST_CODE_LINE = /^(import \w|from [\w.]+ import |def |async def |class |@\w|[A-Za-z_]\w* *= *|#|"""|''')/;

/**
 * Splits a completion of the meta-agent into the action's two parts: analysis and workflow code. What a model
 * thinks before it answers is neither. The code is the last fenced Python block that defines `workflow` (or its
 * synonym `solver`); the analysis is all text before it. A completion without any fence that is itself Python
 * counts as one block.
 */
export function extractWorkflow(reply: string): Extraction {
  const completion = withoutThinking(reply);
  if (completion.trim() === '') return { ok: false, problem: 'The completion is empty.' };
  const blocks = fencedBlocks(completion);
  if (blocks.length === 0) return unfenced(completion);
  const defining = blocks.findLast((block) => isPython(block) && entryOf(block.code) !== undefined);
  const entry = defining && entryOf(defining.code);
  if (defining === undefined || entry === undefined)
    return { ok: false, problem: `None of the ${blocks.length} code blocks defines workflow(agent, task).` };
  const lines = completion.split(/\r\n|\r|\n/);
  return {
    ok: true,
    analysis: lines.slice(0, defining.firstLine).join('\n').trim(),
    code: trimmedCode(defining.code),
    entry,
  };
}

/**
 * A completion up to the end of its workflow: what a model makes up after it, such as a score, must not be read back as
 * if it had happened. One that holds no workflow is all of it what went wrong.
 */
export function upToCode(completion: string): string {
  const lines = completion.split(/\r\n|\r|\n/);
  const block = fencedBlocks(completion).findLast((one) => isPython(one) && entryOf(one.code) !== undefined);
  if (block === undefined || block.lastLine === lines.length - 1) return completion;
  const kept = lines.slice(0, block.lastLine + 1).join('\n');
  return `${kept.slice(0, kept.length - afterFence(lines[block.lastLine] ?? '').length)}`;
}

/** What stands on the line of a closing fence behind it. */
function afterFence(line: string): string {
  return /^\s*(?:`{3,}|~{3,})(.*)$/.exec(line)?.[1] ?? '';
}

/** The entry that a text defines at its left margin: a guess for finding the block, the scan has the last word. */
export function entryOf(code: string): EntryName | undefined {
  return ENTRY_NAMES.find((name) =>
    new RegExp(`^(async[ \\t]+)?def[ \\t]+${name}[ \\t]*\\(|^${name}[ \\t]*=(?!=)`, 'm').test(code),
  );
}

function unfenced(completion: string): Extraction {
  const entry = entryOf(completion);
  if (entry === undefined)
    return { ok: false, problem: 'The completion holds no code block that defines workflow(agent, task).' };
  const lines = completion.split(/\r\n|\r|\n/);
  const start = lines.findIndex((line) => FIRST_CODE_LINE.test(line));
  return {
    ok: true,
    analysis: lines.slice(0, start).join('\n').trim(),
    code: trimmedCode(lines.slice(start).join('\n')),
    entry,
  };
}

function trimmedCode(code: string): string {
  return `${code.replace(/^(?:[ \t]*\n)+/, '').trimEnd()}\n`;
}
