import { expect, test } from 'vitest';
import { chooseUnlike } from './choose-unlike.ts';

const values = (text: string) =>
  new Map([...text].flatMap((value, i) => (value === '-' ? [] : [[String(i), Number(value)]])));
/** Names are the scores themselves, best first. */
const chosen = (programs: string[], count: number) =>
  chooseUnlike(programs, values, count).map(({ entry, adds }) => `${entry} ${adds.toFixed(2)}`);

test.each([
  ['nothing of nothing', [], 3, []],
  ['the best alone', ['1100', '0011'], 1, ['1100 0.50']],
  ['what adds most, not what ranks next', ['111000', '110100', '000111'], 2, ['111000 0.50', '000111 0.50']],
  ['no copy, whatever its text', ['1100', '1100', '1000'], 3, ['1100 0.50']],
  ['of two that add the same the higher rank', ['1100', '0110', '1010'], 2, ['1100 0.50', '0110 0.25']],
  ['fewer than asked for where nothing is added', ['1100', '0011', '1010'], 9, ['1100 0.50', '0011 0.50']],
  ['nothing for an item that either was not scored on', ['1-00', '0110'], 2, ['1-00 0.33', '0110 0.33']],
] as const)('takes %s', (_, programs, count, expected) => {
  expect(chosen([...programs], count)).toEqual(expected);
});
