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
 * and everything after an opening tag that is never closed: it was cut off and is no answer.
 */
export function withoutThinking(text: string): string {
  const final = text.lastIndexOf(FINAL_CHANNEL);
  if (final >= 0) return text.slice(final + FINAL_CHANNEL.length).replace(/<\|\w{1,20}\|>/g, '');
  let kept = '';
  let from = 0;
  let open = false;
  const isHeading = headingsOf(text);
  for (const tag of text.matchAll(TAG)) {
    const closes = tag[1] === '/' || tag[2] === '/' || tag[3]?.toLowerCase() === 'end' || tag[4] === '/';
    if (!closes && !open && !isHeading(tag)) [kept, open] = [kept + text.slice(from, tag.index), true];
    if (!closes) continue;
    if (!open) kept = '';
    [from, open] = [tag.index + tag[0].length, false];
  }
  // Leave a text without thinking unchanged: its indentation may be a program's.
  if (from === 0 && !open) return text;
  return open ? kept.trim() : (kept + text.slice(from)).trim();
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
