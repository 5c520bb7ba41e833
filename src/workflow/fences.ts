import { openStringAfter } from './python-strings.ts';
import type { OpenString } from './python-strings.ts';

/** A fenced block of a Markdown text. */
export interface FencedBlock {
  /** Lower-case first word after the opening fence; `''` when there is none. */
  language: string;
  code: string;
  /** 0-based line of the opening fence. */
  firstLine: number;
}

const OPENING = /^(?<before>.*?)(?<fence>`{3,}|~{3,})[ \t]*(?<info>[^`]*)$/;
const PYTHON = new Set(['', 'python', 'python3', 'py', 'py3']);

export function isPython(block: FencedBlock): boolean {
  return PYTHON.has(block.language);
}

/**
 * All fenced blocks, in order. A fence inside a triple-quoted Python string doesn't close the block around it, so a
 * workflow may hold prompts with code blocks in them. The last block may be left open, as in a truncated completion.
 */
export function fencedBlocks(text: string): FencedBlock[] {
  const lines = text.split(/\r\n|\r|\n/);
  const blocks: FencedBlock[] = [];
  for (let i = 0; i < lines.length; i++) {
    const opening = openingFence(lines[i]!);
    if (opening === undefined) continue;
    const end = closingLine(lines, i + 1, opening.fence);
    const inner = lines.slice(i + 1, end ?? lines.length);
    blocks.push({
      language: opening.language,
      code: inner.map((line) => withoutIndent(line, opening.indent)).join('\n'),
      firstLine: i,
    });
    i = end ?? lines.length;
  }
  return blocks;
}

interface OpeningFence {
  fence: string;
  language: string;
  indent: number;
}

/** Text before the fence is tolerated where the language is named: `Code: ```python`. */
function openingFence(line: string): OpeningFence | undefined {
  const groups = OPENING.exec(line)?.groups;
  if (groups === undefined) return undefined;
  const language = groups['info']!.trim().split(/[\s{]/)[0]!.toLowerCase();
  const before = groups['before']!;
  if (before.trim() !== '' && (language === '' || !PYTHON.has(language))) return undefined;
  return { fence: groups['fence']!, language, indent: before.trim() === '' ? before.length : 0 };
}

function closingLine(lines: readonly string[], from: number, fence: string): number | undefined {
  let open: OpenString;
  let first: number | undefined;
  for (let i = from; i < lines.length; i++) {
    if (closes(lines[i]!, fence)) {
      if (open === undefined) return i;
      first ??= i;
    }
    open = openStringAfter(lines[i]!, open);
  }
  // A string that never ends is broken code: then the first fence is the best guess at where the block ends.
  return open === undefined ? undefined : first;
}

function closes(line: string, fence: string): boolean {
  const trimmed = line.trim();
  return trimmed.length >= fence.length && trimmed.startsWith(fence) && trimmed === fence[0]!.repeat(trimmed.length);
}

/** A block inside a list is indented as a whole. */
function withoutIndent(line: string, indent: number): string {
  const blanks = line.length - line.trimStart().length;
  return line.slice(Math.min(indent, blanks));
}
