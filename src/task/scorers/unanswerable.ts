import type { Json } from '../../base/json.ts';
import { conclusion } from './answer/conclusion.ts';
import { segments, statements } from './answer/stated.ts';

/** Before any other word; in a longer sentence "none" may well be 0. */
const NOTHING =
  /^(?:\\text|\W)*(?:none|null|nil|n\/a|unknown|undetermined|indeterminate|unanswerable|unsolvable)\s?(?:$|[^\w\s])/i;
const CANNOT = new RegExp(
  String.raw`\b(?:` +
    [
      'unknown|undetermined|indeterminate|unanswerable|unsolvable',
      "(?:can ?not|can't|could not|couldn't|impossible to|unable to|not possible to|no way to) (?:be )?" +
        '(?:determined?|answer(?:ed)?|calculated?|solved?|comput(?:e|ed)|known|know|find|found|tell|say|figured?)',
      'not enough (?:information|data)|(?:insufficient|missing) (?:information|data)',
      '(?:information|data) is (?:missing|insufficient|not given)',
      "(?:not|isn't|aren't|wasn't|weren't) " +
        '(?:given|specified|provided|stated|mentioned|determinable|answerable|enough)',
    ].join('|') +
    String.raw`)\b`,
  'i',
);
/** What is computed all the same: "so 12", "we assume 10", "= 12". */
const ALL_THE_SAME = /(?:[,:=(]|\b(?:so|but|thus|hence|then|therefore|if|assum\w+|suppos\w+)\b)[^]*\d/i;

/**
 * Whether an answer says that its question has none: `None`, an empty value, or a phrase such as "cannot be
 * determined" or "not enough information" where it concludes. With a number after that it answers all the same.
 */
export function saysUnanswerable(prediction: Json): boolean {
  if (prediction === null) return true;
  const text = conclusion(prediction)
    .replace(/\u2019/g, "'")
    .replace(/\*\*|__/g, '')
    .replace(/[ \t]+/g, ' ');
  const [claim = ''] = segments(statements(text)[0] ?? '');
  if (NOTHING.test(claim)) return true;
  if (/\d/.test(claim)) return refuses(claim) && !/\d/.test(claim.slice(0, claim.search(CANNOT)));
  const told = segments(text);
  if (NOTHING.test(told[0] ?? '')) return true;
  const last = told.findLastIndex(refuses);
  return last >= 0 && !told.slice(last + 1).some((segment) => /\d/.test(segment));
}

function refuses(sentence: string): boolean {
  const said = CANNOT.exec(sentence);
  return said !== null && !ALL_THE_SAME.test(sentence.slice(said.index));
}
