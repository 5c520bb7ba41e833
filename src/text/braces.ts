/** A stretch of a text from an opening brace to its closing one. */
export interface Span {
  start: number;
  /** Exclusive. */
  end: number;
}

/**
 * The outermost `{...}` of a text in their order, in one pass.
 * A brace that is never closed is no span and does not hide those after it.
 *
 * @param respectQuotes Whether braces between double quotes count as text. An odd quote in prose makes that go wrong.
 */
export function outermostBraces(text: string, respectQuotes: boolean): Span[] {
  const spans: Span[] = [];
  const open: number[] = [];
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (quoted && char === '\\') i++;
    else if (char === '"') quoted = respectQuotes && open.length > 0 && !quoted;
    else if (quoted) continue;
    else if (char === '{') open.push(i);
    else if (char === '}' && open.length > 0) close(spans, open.pop() ?? 0, i + 1);
  }
  return spans;
}

/** Spans that lie in the new one give way to it. */
function close(spans: Span[], start: number, end: number): void {
  while ((spans.at(-1)?.start ?? -1) > start) spans.pop();
  spans.push({ start, end });
}
