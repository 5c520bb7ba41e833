import { endOfString } from '../../own/json-text.ts';

/**
 * JSON in which the `NaN` and `Infinity` that Python writes, as Inspect does for a score that is not there, are `null`;
 * in strings they stay.
 */
export function withoutMissingNumbers(text: string): string {
  const begin = /"|-?\b(?:NaN|Infinity)\b/g;
  let [plain, from] = ['', 0];
  for (let found = begin.exec(text); found !== null; found = begin.exec(text)) {
    if (found[0] === '"') {
      begin.lastIndex = endOfString(text, found.index);
      continue;
    }
    plain += `${text.slice(from, found.index)}null`;
    from = begin.lastIndex;
  }
  return plain + text.slice(from);
}
