/** The quotes of the triple-quoted string still open at the end of a line; `undefined` outside one. */
export type OpenString = '"""' | "'''" | undefined;

/** A line of Python, as far as its strings tell. */
export interface PythonLine {
  /** The line with its strings emptied and without its comment. */
  bare: string;
  open: OpenString;
  hasComment: boolean;
  /** Whether a string of one line does not end, which Python rejects. */
  isBroken: boolean;
}

/**
 * Follows Python's strings over one line that starts inside the triple-quoted string `open`, if any. Tolerates broken
 * code: a single-quoted string ends with its line.
 */
export function pythonLine(line: string, open: OpenString): PythonLine {
  let bare = '';
  let i = 0;
  while (i < line.length) {
    const char = line[i];
    if (open !== undefined) {
      const end = closingQuote(line, i, open);
      if (end === -1) return { bare, open, hasComment: false, isBroken: false };
      i = end;
      open = undefined;
    } else if (char === '#') {
      return { bare, open, hasComment: true, isBroken: false };
    } else if (char === '"' || char === "'") {
      const triple = char.repeat(3) as '"""' | "'''";
      bare += "''";
      if (line.startsWith(triple, i)) {
        open = triple;
        i += 3;
      } else {
        const end = closingQuote(line, i + 1, char);
        const continues = line.endsWith('\\');
        if (end === -1) return { bare: continues ? `${bare}\\` : bare, open, hasComment: false, isBroken: !continues };
        i = end;
      }
    } else {
      bare += char;
      i++;
    }
  }
  return { bare, open, hasComment: false, isBroken: false };
}

/** The index after the closing quotes, or -1. A backslash hides the next character, in raw strings too. */
function closingQuote(line: string, from: number, quotes: string): number {
  for (let i = from; i < line.length; i++) {
    if (line[i] === '\\') i++;
    else if (line.startsWith(quotes, i)) return i + quotes.length;
  }
  return -1;
}
