const BOX = /\\(?:boxed|fbox|framebox)(?![a-zA-Z])/g;

/**
 * The content of the last `\boxed{...}` that holds something (braces balanced, the innermost of nested
 * ones), or `undefined`.
 */
export function boxed(text: string): string | undefined {
  return boxesAtEnd(text)?.at(-1);
}

/** The same with the boxes that stand before it in a list, `\boxed{3}$ and $\boxed{7}`, as `3, 7`. */
export function boxedTogether(text: string): string | undefined {
  return boxesAtEnd(text)?.join(', ');
}

function boxesAtEnd(text: string): string[] | undefined {
  if (!text.includes('box')) return undefined;
  const starts = boxStarts(text);
  const boxes = braced(text, starts);
  let first = boxes.length - 1;
  while (first > 0 && isListed(text.slice(boxes[first - 1]![1] + 1, boxes[first]![0]))) first--;
  if (first >= 0) return boxes.slice(first).map(([start, end]) => text.slice(start + 1, end));
  const only = bare(text, starts.at(-1));
  return only === undefined ? undefined : [only];
}

/** Whether nothing but a comma, "and" or "or" stands between two boxes, the command of the second included. */
function isListed(between: string): boolean {
  if (between.length > 60) return false;
  const words = between.replace(/\\(?:boxed|fbox|framebox|text|q?quad|[()[\],; ])|[\s${}]/g, '');
  return /^(?:[,;]|[,;]?(?:and|or))$/.test(words);
}

/** Start of each box's argument. */
function boxStarts(text: string): number[] {
  return [...text.matchAll(BOX)].map((match) => {
    let at = match.index + match[0].length;
    while (text[at] === ' ' && at < match.index + 20) at++;
    return at;
  });
}

/** Boxes with something in braces, from brace to brace; of nested ones the innermost. */
function braced(text: string, starts: readonly number[]): [start: number, end: number][] {
  const boxes = new Set(starts.filter((start) => text[start] === '{'));
  const open: number[] = [];
  const found: [start: number, end: number][] = [];
  for (let at = 0; boxes.size > 0 && at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '{') open.push(at);
    else if (text[at] === '}') {
      const start = open.pop();
      if (start === undefined || !boxes.has(start) || start < (found.at(-1)?.[0] ?? 0)) continue;
      if (text.slice(start + 1, start + 100).trim() !== '' && !isEmpty(text, start, at)) found.push([start, at]);
    }
  }
  return found;
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
