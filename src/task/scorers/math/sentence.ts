import { elementAt } from '../../../base/lists.ts';
import { DENIED_BEFORE } from '../answer/words.ts';

/** Words after a number that multiply it. */
export const SCALE_WORD = /^(?:hundred|thousand|million|billion|trillion|dozen)(?![a-z])/i;

/** Numbers and signs side by side, and what "and" and "or" join. */
interface Run {
  text: string;
  /** Nothing but a comma stands between the run before and this one. */
  follows: boolean;
}

/**
 * The last run of numbers and signs in a sentence, or the last few with commas where "and" or "or" lists them; without
 * numbers that it says it is not. `undefined` where there is none.
 */
export function numberOfSentence(sentence: string): string | undefined {
  const tokens = sentence.split(' ').filter((part) => part !== '');
  const runs: Run[] = [];
  let end: '' | ',' | undefined; // of the run before, if it may go on
  for (const [index, token] of tokens.entries()) {
    const joins = end !== undefined && /^(?:and|or)$/.test(token) && isMath(tokens[index + 1] ?? '');
    const goesOn = joins || (end === '' && (isMath(token) || SCALE_WORD.test(token)));
    const begins =
      !goesOn && isMath(token) && !DENIED_BEFORE.test(`${tokens.slice(Math.max(0, index - 3), index).join(' ')} `);
    if (goesOn) runs.at(-1)!.text += ` ${token}`;
    else if (begins) runs.push({ text: token, follows: end === ',' });
    end = goesOn || begins ? endOf(token) : undefined;
  }
  return lastOf(runs);
}

function endOf(token: string): '' | ',' | undefined {
  if (/[;:]$/.test(token)) return undefined;
  return token.endsWith(',') ? ',' : '';
}

function lastOf(runs: readonly Run[]): string | undefined {
  const last = runs.findLastIndex(({ text }) => /[\d\\]/.test(text));
  if (last < 0) return undefined;
  let first = last;
  if (/ (?:and|or) /.test(elementAt(runs, last).text)) while (runs[first]?.follows) first--;
  const list = runs.slice(first, last + 1);
  return list.map(({ text }) => text).join(' ');
}

function isMath(token: string): boolean {
  return /\d|\\|^[-+*/=^<>]+$|^[a-z]$/i.test(token) && !/^[aI]$/.test(token);
}
