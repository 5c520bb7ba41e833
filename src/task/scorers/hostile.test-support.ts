import type { Json } from '../../json.ts';

const LENGTH = 1_000_000;

/** Pieces that once made a pattern slow when they were repeated, and their kin. */
const PIECES = [
  '1', '1,', '1 ', "1'", '1.', '1_', '1,000,', '1 000 ', '-', '(', '{', '[', '|', ' ', '\n', '. ', '; ', '=', '1/', '9^', '10^', '!', '1e9', '½', '²', '\u0661', '\u200b', '\ud800',
  'the ', 'A ', 'A, ', 'A because ', 'A is wrong. ', 'not A ', 'option A ', 'answer is ', 'answer of answer', 'answer (', 'answer\n', 'answer ****', 'check: ', 'is wrong ', 'not enough ',
  '\\boxed{', '\\boxed{}', '\\boxed ', '\\text{a} ', '\\frac{1}{', '\\binom{', '\\sqrt', '\\(', '\\[', '\\{', '$', '$a$', '5\\text{cm}   ', '1 cm ', 'sin ', 'Matrix([', 'Rational(',
  '<think>', '</think>', '<answer>', '[answer]', '####', '#### a\n', '```', '```python\n', '~', '**', '**a** ', '*', '_', '"', '{"answer": ', '{"score": ', '<b>',
];

/** Answers of 1 MB that are meant to take long, with names; and deep, wide and random ones. */
export function* hostileAnswers(): Generator<[name: string, answer: Json]> {
  for (const piece of PIECES) {
    yield [piece, piece.repeat(LENGTH / piece.length)];
    yield [`5, ${piece}, =`, `5${piece.repeat(LENGTH / piece.length)} =`];
    // Short enough to be read as a formula or a statement.
    yield [`the answer is ${piece}`, `The answer is ${piece.repeat(1900 / piece.length)}`];
    yield [`900 of ${piece}`, piece.repeat(900 / piece.length)];
  }
  yield ['random', random(95)];
  yield ['random signs', random(32)];
  yield ['lists in lists', Array.from({ length: 100_000 }).reduce<Json>((inner) => [inner, 1], 1)];
  yield ['many words', Array.from({ length: 200_000 }, () => 'a')];
  yield ['many keys', Object.fromEntries(Array.from({ length: 50_000 }, (_, k) => [`k${k}`, k]))];
  yield ['large numbers', '\\binom{1000000000}{500000000} + 170!!!! + 9^{9^{9^{9}}} + 10^{1000000}'];
}

/** A fixed sequence of `kinds` ASCII characters from the space on. */
function random(kinds: number): string {
  let state = 1;
  let text = '';
  for (let k = 0; k < LENGTH; k++) {
    state = (state * 48_271) % 2_147_483_647;
    text += String.fromCharCode(32 + (state % kinds));
  }
  return text;
}
