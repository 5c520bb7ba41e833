const BOX = /\\(?:boxed|fbox|framebox)(?![a-zA-Z])/g;

/**
 * The content of the last `\boxed{...}` that holds something (braces balanced, the innermost of nested
 * ones), or `undefined`.
 */
export function boxed(text: string): string | undefined {
  if (!text.includes('box')) return undefined;
  const starts = boxStarts(text);
  const braced = lastBraced(text, starts);
  return braced ?? bare(text, starts.at(-1));
}

/** Start of each box's argument. */
function boxStarts(text: string): number[] {
  return [...text.matchAll(BOX)].map((match) => {
    let at = match.index + match[0].length;
    while (text[at] === ' ' && at < match.index + 20) at++;
    return at;
  });
}

function lastBraced(text: string, starts: readonly number[]): string | undefined {
  const boxes = new Set(starts.filter((start) => text[start] === '{'));
  const open: number[] = [];
  let last: [start: number, end: number] | undefined;
  for (let at = 0; boxes.size > 0 && at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '{') open.push(at);
    else if (text[at] === '}') {
      const start = open.pop();
      if (start === undefined || !boxes.has(start) || start < (last?.[0] ?? 0)) continue;
      if (text.slice(start + 1, start + 100).trim() !== '' && !isEmpty(text, start, at)) last = [start, at];
    }
  }
  return last && text.slice(last[0] + 1, last[1]);
}

function isEmpty(text: string, start: number, end: number): boolean {
  for (let at = start + 1; at < end; at++) if (text[at] !== ' ' && text[at] !== '\n') return false;
  return true;
}

/** `\boxed 5`. */
function bare(text: string, start: number | undefined): string | undefined {
  if (start === undefined || text[start] === '{') return undefined;
  return /^[^\s$]{1,100}/.exec(text.slice(start, start + 100))?.[0];
}
