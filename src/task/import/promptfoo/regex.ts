/** What has a meaning of its own in a pattern: escapes, classes with all that they hold, names, counts. */
const PARTS = /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|[^])|\[(?:\\[^]|[^\]\\])*\]|\(\?<[=!]?|\{,\d*\}/g;

/** Escapes that both read alike. */
const SHARED = /^\\(?:[bBdDfnrsStvwW\d]|x..|u....|[^a-zA-Z\d])$/s;

/** A pattern of JavaScript as Python writes it; `undefined` where Python has no such one, or reads it otherwise. */
export function pythonPattern(pattern: string): string | undefined {
  let isShared = true;
  const written = pattern.replace(PARTS, (part) => {
    if (part === '[^]') return String.raw`[\s\S]`;
    if (part === '[]') return '(?!)';
    if (part === '(?<') return '(?P<';
    isShared &&= part.startsWith('[') ? areShared(part) : SHARED.test(part);
    return part;
  });
  return isShared ? written : undefined;
}

function areShared(characters: string): boolean {
  return [...characters.matchAll(/\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|[^])/g)].every(([escape]) => SHARED.test(escape));
}
