import { codeIn } from './code-places.ts';

const NAMES = 'think|thinking|thought|thoughts|reasoning|reflection|scratchpad|analysis';
/** `<think>`, `</think>`, `[THINK]`, `<|begin_of_thought|>`, `◁think▷`; attributes up to 80 characters. */
const TAG = new RegExp(
  [
    String.raw`<(/?)(?:\w{1,20}:)?(?:${NAMES})(?:\s[^<>]{0,80})?>`,
    String.raw`\[(/?)(?:${NAMES})\]`,
    String.raw`<\|(begin|end)_of_thought\|>`,
    String.raw`\u25c1(/?)think\u25b7`,
  ].join('|'),
  'gi',
);
/** A channel of gpt-oss: text in any channel but `final` was not meant as the answer. */
const FINAL_CHANNEL = '<|channel|>final<|message|>';

/**
 * An answer without the model's thinking. Drops tagged blocks, everything before a closing tag without an opening one,
 * and everything after an opening tag that begins a line and is never closed: it was cut off and is no answer. Tags
 * count only outside of code and quotes; in a block whose drafts leave no such end, the first end does.
 */
export function withoutThinking(text: string): string {
  const final = text.lastIndexOf(FINAL_CHANNEL);
  if (final >= 0) return text.slice(final + FINAL_CHANNEL.length).replace(/<\|\w{1,20}\|>/g, '');
  return withoutBlocks(text, false);
}

/** @param endsInDrafts Whether a block ends in a draft too. */
function withoutBlocks(text: string, endsInDrafts: boolean): string {
  let kept = '';
  let from = 0;
  let open: Opening | undefined;
  const isHeading = headingsOf(text);
  const code = codeIn(text);
  for (const tag of text.matchAll(TAG)) {
    const end = tag.index + tag[0].length;
    const isInside = open?.beginsLine === true;
    const counts = (isInside && endsInDrafts) || !code.holds(tag.index, end);
    if (!closes(tag)) {
      if (isInside || isHeading(tag) || !counts) continue;
      const beginsLine = /(?:^|[\r\n])\s*$/.test(text.slice(Math.max(from, tag.index - 80), tag.index));
      if (open === undefined || beginsLine) open = { at: tag.index, beginsLine };
      if (beginsLine) code.restart(end);
    } else if (counts) {
      kept = open === undefined ? '' : kept + text.slice(from, open.at);
      [from, open] = [end, undefined];
      code.restart(from);
    } else if (open !== undefined) {
      open.firstEnd ??= end;
    }
  }
  if (open?.beginsLine === true) {
    const rest = open.firstEnd === undefined ? '' : withoutBlocks(text.slice(open.firstEnd), true);
    return (kept + text.slice(from, open.at) + rest).trim();
  }
  // Leave a text without thinking unchanged: its indentation may be a program's.
  return from === 0 ? text : (kept + text.slice(from)).trim();
}

interface Opening {
  at: number;
  /** One within a line may be a mention: it counts where it is closed outside of code. */
  beginsLine: boolean;
  /** Behind the first closing tag that did not count, as it stood in code. */
  firstEnd?: number;
}

function closes([, ...marks]: RegExpExecArray): boolean {
  return marks.some((mark) => mark === '/' || mark?.toLowerCase() === 'end');
}

/** `[Analysis]` is a heading unless something closes it; `[THINK]` never is. */
function headingsOf(text: string): (tag: RegExpExecArray) => boolean {
  // Searched once per name: a text may hold a hundred thousand headings.
  const lastCloser = new Map<string, number>();
  return ({ 0: tag, index }) => {
    if (!tag.startsWith('[') || /^\[think/i.test(tag)) return false;
    const closer = lastCloser.get(tag) ?? text.lastIndexOf(`[/${tag.slice(1)}`);
    lastCloser.set(tag, closer);
    return closer < index;
  };
}
