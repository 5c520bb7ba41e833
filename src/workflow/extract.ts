import { ENTRY_NAMES } from './contract.ts';
import type { EntryName } from './contract.ts';
import { codeOf, dedented, fencedBlocks, isPython, unfencedProgram, withoutThinking } from '../text/index.ts';

export type Extraction =
  | { ok: true; analysis: string; code: string; entry: EntryName }
  | { ok: false; problem: string };

/**
 * Splits a completion of the meta-agent into the action's two parts: analysis and workflow code. What a model
 * thinks before it answers is neither. The code is the last fenced Python block that defines `workflow` (or its
 * synonym `solver`); the analysis is all text before it. Where no block does, the text around them is read as a
 * program between sentences.
 */
export function extractWorkflow(reply: string): Extraction {
  const completion = withoutThinking(reply);
  if (completion.trim() === '') return { ok: false, problem: 'The completion is empty.' };
  const lines = linesOf(completion);
  const found = workflowIn(lines);
  const entry = found && entryOf(found.code);
  if (found === undefined || entry === undefined) return { ok: false, problem: problemOf(completion) };
  const analysis = lines.slice(0, found.firstLine).join('\n').trim();
  return { ok: true, analysis, code: trimmedCode(found.code), entry };
}

/**
 * A completion up to the end of its workflow: what a model makes up after it, such as a score, must not be read back as
 * if it had happened. One that holds no workflow is all of it what went wrong.
 */
export function upToCode(completion: string): string {
  const answer = linesOf(withoutThinking(completion).trimEnd());
  const found = workflowIn(answer);
  if (found === undefined) return completion;
  const behind = afterFence(answer[found.lastLine] ?? '');
  const following = answer.length - 1 - found.lastLine;
  if (following === 0 && behind === '') return completion;
  // Thinking that came first is kept: the lines are the completion's own, counted from its end.
  const own = linesOf(completion.trimEnd());
  const isSame = answer.slice(found.lastLine + 1).every((line, i) => line === own[own.length - following + i]);
  const kept = (isSame ? own.slice(0, own.length - following) : answer.slice(0, found.lastLine + 1)).join('\n');
  return kept.slice(0, kept.length - behind.length);
}

interface Found {
  code: string;
  firstLine: number;
  /** The closing fence's line, or the code's last one. */
  lastLine: number;
}

function workflowIn(lines: readonly string[]): Found | undefined {
  const blocks = fencedBlocks(lines.join('\n')).map((block) => ({ ...block, code: dedented(block.code) }));
  const block = blocks.findLast((one) => isPython(one) && entryOf(one.code) !== undefined);
  if (block !== undefined) return block;
  const stretch = unfencedProgram(lines, (code) => entryOf(code) !== undefined);
  if (stretch === undefined) return undefined;
  const { start: firstLine } = stretch;
  const code = codeOf(lines, stretch);
  const isFenced = blocks.some((one) => one.firstLine < firstLine && firstLine <= one.lastLine);
  if (isFenced || entryOf(code) === undefined) return undefined;
  return { code, firstLine, lastLine: firstLine + linesOf(code).length - 1 };
}

function problemOf(completion: string): string {
  const { length } = fencedBlocks(completion);
  return length === 0
    ? 'The completion holds no code block that defines workflow(agent, task).'
    : `None of the ${length} code blocks defines workflow(agent, task).`;
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

function trimmedCode(code: string): string {
  return `${code.replace(/^(?:[ \t]*\n)+/, '').trimEnd()}\n`;
}

function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}
