import { type OpenString, pythonLine } from './python-strings.ts';

/** A fenced block of a Markdown text. */
export interface FencedBlock {
  /** Lower-case first word after the opening fence; `''` when there is none. */
  language: string;
  code: string;
  /** 0-based line of the opening fence. */
  firstLine: number;
  /** 0-based line of the closing fence, or the text's last line if the block is left open. */
  lastLine: number;
  isClosed: boolean;
}

/** Labels that rule out Python. Models label Python blocks with all kinds of words: `text`, `code`, `python3.11`. */
const OTHERS = new Set(
  (
    'bash sh shell zsh console terminal cmd powershell json jsonl yaml yml toml ini xml html css js javascript ' +
    'jsx ts typescript tsx java kotlin scala c cpp c++ csharp c# cs go rust ruby php perl swift r julia matlab ' +
    'sql latex tex diff markdown md csv output'
  ).split(' '),
);

export function isPython({ language }: Pick<FencedBlock, 'language'>): boolean {
  return !OTHERS.has(language);
}

/** All fenced blocks, in order. The last block may be left open, as in a truncated completion. */
export function fencedBlocks(text: string): FencedBlock[] {
  const lines = text.split(/\r\n|\r|\n/);
  const blocks: FencedBlock[] = [];
  for (let i = 0; i < lines.length; i++) {
    const block = blockAt(lines, i);
    if (block === undefined) continue;
    blocks.push(block);
    i = block.lastLine;
  }
  return blocks;
}

/**
 * The block that opens on a line. A fence inside a triple-quoted Python string doesn't close the block around it, so a
 * workflow may hold prompts that contain code blocks. A block of Markdown around others is none, nor is a last fence
 * that nothing follows.
 */
export function blockAt(lines: readonly string[], firstLine: number): FencedBlock | undefined {
  const opening = openingFence(lines[firstLine] ?? '');
  if (opening === undefined) return undefined;
  const { fence, language, indent } = opening;
  if (MARKDOWN.has(language) && holdsBlock(lines, firstLine + 1, fence)) return undefined;
  const closing = closingLine(lines, firstLine + 1, fence);
  const inner = lines.slice(firstLine + 1, closing?.line ?? lines.length);
  if (closing === undefined && language === '' && inner.every((line) => line.trim() === '')) return undefined;
  if (closing !== undefined && closing.before.trim() !== '') inner.push(closing.before);
  const code = inner.map((line) => withoutIndent(line, indent)).join('\n');
  return {
    language,
    code,
    firstLine,
    lastLine: closing?.line ?? lines.length - 1,
    isClosed: closing !== undefined,
  };
}

const MARKDOWN = new Set(['markdown', 'md']);

/** Whether a block with a language opens before this one closes. */
function holdsBlock(lines: readonly string[], from: number, fence: string): boolean {
  for (let i = from; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (beforeClosing(line, fence) === '') return false;
    if ((openingFence(line)?.language ?? '') !== '') return true;
  }
  return false;
}

interface OpeningFence {
  fence: string;
  language: string;
  indent: number;
}

/** A list's marker may stand before it; any text if it names a language that may be Python: `Code: ```python`. */
function openingFence(line: string): OpeningFence | undefined {
  const at = firstFence(line);
  if (at === -1) return undefined;
  const before = line.slice(0, at);
  const fence = runAt(line, at);
  const info = line.slice(at + fence.length);
  if (info.includes('`')) return undefined;
  const language = /^[{.\s]*([^\s{}]*)/.exec(info)?.[1]?.toLowerCase() ?? '';
  const isAlone = /^\s*(?:(?:[-*+]|\d+[.)])\s+)?$/.test(before);
  if (!isAlone && !/^(?:py|ipython)/.test(language)) return undefined;
  return { fence, language, indent: isAlone ? before.length : 0 };
}

function firstFence(line: string): number {
  const [ticks, tildes] = [line.indexOf('```'), line.indexOf('~~~')];
  return ticks === -1 || tildes === -1 ? Math.max(ticks, tildes) : Math.min(ticks, tildes);
}

/** The run of the same mark that starts there. */
function runAt(line: string, at: number): string {
  let end = at;
  while (line[end] === line[at]) end++;
  return line.slice(at, end);
}

interface Closing {
  line: number;
  /** Code before the fence on its line. */
  before: string;
}

function closingLine(lines: readonly string[], from: number, fence: string): Closing | undefined {
  let open: OpenString;
  let first: Closing | undefined;
  for (let i = from; i < lines.length; i++) {
    const line = lines[i] ?? '';
    const before = beforeClosing(line, fence);
    if (before !== undefined && !pythonLine(before, open).hasComment) {
      if (open === undefined) return { line: i, before };
      first ??= { line: i, before };
    }
    open = pythonLine(line, open).open;
  }
  // A string that never ends is broken code: the first fence is then the best guess for the end of the block.
  return open === undefined ? undefined : first;
}

/**
 * The text before a closing fence: empty if the fence begins its line, alone or with prose after it; code if it ends
 * its line. A fence followed by a word (` ```json `) opens a block and closes none.
 */
function beforeClosing(line: string, fence: string): string | undefined {
  const trimmed = line.trim();
  if (trimmed.startsWith(fence)) {
    const rest = trimmed.slice(runAt(trimmed, 0).length);
    return /^[\w{]/.test(rest) ? undefined : '';
  }
  if (!trimmed.endsWith(fence)) return undefined;
  const before = trimmed.slice(0, -fence.length);
  return before.includes(fence) ? undefined : line.slice(0, line.lastIndexOf(fence));
}

/** A whole block inside a list is indented. */
function withoutIndent(line: string, indent: number): string {
  const blanks = line.length - line.trimStart().length;
  return line.slice(Math.min(indent, blanks));
}
