/** The quotes of the triple-quoted string still open at the end of a line; `undefined` outside one. */
export type OpenString = '"""' | "'''" | undefined;

/**
 * Follows Python's strings over one line, far enough to tell whether the next line starts inside a triple-quoted
 * string. Tolerates broken code: a single-quoted string ends with its line.
 */
export function openStringAfter(line: string, open: OpenString): OpenString {
  let i = 0;
  while (i < line.length) {
    if (open !== undefined) {
      const end = closingQuote(line, i, open);
      if (end === -1) return open;
      i = end;
      open = undefined;
    } else if (line[i] === '#') {
      return undefined;
    } else if (line[i] === '"' || line[i] === "'") {
      const quote = line[i] as '"' | "'";
      const triple = quote.repeat(3) as '"""' | "'''";
      if (line.startsWith(triple, i)) {
        open = triple;
        i += 3;
      } else {
        const end = closingQuote(line, i + 1, quote);
        if (end === -1) return undefined;
        i = end;
      }
    } else {
      i++;
    }
  }
  return open;
}

/** The index after the closing quotes, or -1. A backslash hides the next character, in raw strings too. */
function closingQuote(line: string, from: number, quotes: string): number {
  for (let i = from; i < line.length; i++) {
    if (line[i] === '\\') i++;
    else if (line.startsWith(quotes, i)) return i + quotes.length;
  }
  return -1;
}
