/** A piece of text from an opening brace to its closing one. */
export interface Span {
  start: number;
  /** Exclusive. */
  end: number;
}

/**
 * The outermost `{...}` of a text, in order, in one pass. A brace that is never closed forms no span and does not hide
 * later ones.
 *
 * @param respectQuotes Whether braces between double quotes count as text. An unpaired quote in prose breaks this.
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

/** The new span replaces the spans inside it. */
function close(spans: Span[], start: number, end: number): void {
  while ((spans.at(-1)?.start ?? -1) > start) spans.pop();
  spans.push({ start, end });
}
