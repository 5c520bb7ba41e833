import { describe, expect, test } from 'vitest';
import type { ScoreContext, Scorer } from '../contract.ts';
import { choice } from './choice.ts';
import { mathematics } from './mathematics.ts';
import { numeric } from './numeric.ts';

const OPTIONS = ['Paris', 'London', 'Rome', 'Berlin'];

function score(scorer: Scorer, prediction: string, target: string): number {
  const item = { id: 'i', input: '', target, metadata: { options: OPTIONS } };
  return (scorer.score(prediction, item, {} as ScoreContext) as { value: number }).value;
}

/** Its own gold alone; no gold at all where it is `undefined`. */
function isReadAs(scorer: Scorer, prediction: string, gold: string | undefined, others: readonly string[]): void {
  const golds = [gold ?? [], others].flat();
  const read = golds.filter((one) => score(scorer, prediction, one) === 1);
  expect(read).toEqual(gold === undefined ? [] : [gold]);
}

describe('a heading of the fourth rank is no answer, and `####` at the end is', () => {
  test.each<[string, Scorer, string, string]>([
    ['#### 1. Cost\n3*4 = 12\n\n#### 2. Total\n12+5 = 17\n\nThe answer is 17.', numeric(), '17', '2'],
    ['#### 1. Cost\n3*4 = 12\n\n#### 2. Total\n12+5 = 17\n\nShe pays **$17**.', numeric(), '17', '2'],
    ['#### 1\n3*4 = 12\n#### 2\n12+5 = 17', numeric(), '17', '2'],
    ['#### Calculations\n3*4 = 12\n12+5 = 17\n\nThe answer is 17.', numeric(), '17', '12'],
    ['#### Calculations\n12+5 = 17\n\nThe answer is $17$.', mathematics(), '17', '12'],
    ['#### Simplify for n = 2\nSo it is.\n\nThe answer is $17$.', mathematics(), '17', '2'],
    ['#### n = 2\nSo it is.\n\nThus $17$.', mathematics(), '17', '2'],
    ['#### Option A\nNo.\n\n#### Option C\nYes.\n\n#### Option D\nNo.\n\nThe correct answer is C.', choice(), 'C', 'D'],
    ['##### 18\n\nThe answer is 5.', numeric(), '5', '18'],
    ['So 9 * 2 = 18.\n#### 18', numeric(), '18', '9'],
    ['#### 18\n\nLet me know if you have 2 more questions.', numeric(), '18', '2'],
    ['#### 18 dollars\n\nExplanation: 2 + 2 = 4.', numeric(), '18', '4'],
    ['#### Answer: 18', numeric(), '18', '4'],
    ['#### C\n\nB is tempting.', choice(), 'C', 'B'],
    ['So\n#### \\frac{3}{4}\n\nI hope that 2 helps.', mathematics(), '\\frac34', '2'],
  ])('%j', (prediction, scorer, gold, wrong) => isReadAs(scorer, prediction, gold, [wrong]));
});

describe('letters', () => {
  test.each<[string, string | undefined]>([
    // Going through the options, then concluding.
    ['A) It is in France, so it is wrong.\nB) Wrong.\nC) Correct.\nD) Wrong.\n\nSo the correct option is C.', 'C'],
    ['A. In France.\nB. In the UK.\nC. In Italy.\nD. In Germany.\n\nTherefore, option C is correct.', 'C'],
    ['**A) Paris** – In France.\n\n**C) Rome** – In Italy.\n\nTherefore, the correct option is **C) Rome**.', 'C'],
    ['(A) Paris is wrong because it is in France.\n(C) Rome is right.\n\nI choose C.', 'C'],
    ['A) Paris\nB) London\nC) Rome\nD) Berlin\n\nIt is in Italy, so C.', 'C'],
    ['A) Paris\nB) London\nC) Rome\n\nThe incorrect one is:\n\nB. London.', 'B'],
    ['Option A: Paris\nOption B: London\n\nI would choose B.', 'B'],
    ['A) Paris B) London C) Rome D) Berlin. So it must be C.', 'C'],
    ['(A) Paris, (B) London or (C) Rome? I choose C.', 'C'],
    ['A) Paris\nB) London\nC) Rome\nD) Berlin', undefined],
    ['A) Paris B) London C) Rome', undefined],
    ['A: False\nB: False\nC: True\nD: False', undefined],
    // The answer, then the options.
    ['C) Rome\n\nA) Paris is in France.\nB) London is in the UK.', 'C'],
    ['C\n\nA) Paris is in France.\nB) London is in the UK.', 'C'],
    ['B) London\n\nIt is in the UK.', 'B'],
    // Denied.
    ["The answer can't be D.", undefined],
    ['The answer isn’t D', undefined],
    ['The answer cannot be option D.', undefined],
    ["I wouldn't choose D.", undefined],
    ['The correct answer is neither A nor B but C', 'C'],
    ['Neither A nor B', undefined],
    // Several.
    ['B、C', undefined],
    ['答案: A和C', undefined],
    ['答案是A或C', undefined],
    ['La respuesta es A y C', undefined],
    ['Die Antwort ist A oder C', undefined],
    ['La réponse est A et C', undefined],
    ['A risposta: A e C', undefined],
  ])('%j names %s', (prediction, letter) =>
    isReadAs(
      choice(),
      prediction,
      letter,
      ['A', 'B', 'C', 'D'].filter((other) => other !== letter),
    ),
  );
});

describe('a question without an answer', () => {
  const scorer = numeric({ unanswerable: true });

  test.each([
    'The price of one apple is not given. Assuming it costs $2, she pays 10 dollars.\n\n**Answer:** 10',
    'The price is not given. With $2 she pays 10 dollars.',
    'The number is not specified, so we assume 10. The answer is **50**.',
    'It cannot be determined, so we assume 10',
    'None of the friends left, so there are 5 + 7 = 12 friends. The final answer is: $12',
    'Since none are left, she sold 12.',
    'After that none of the cookies remain. Total: 12 cookies.',
    'So none of the cookies remain.',
    'None left.',
    'The answer is: 12 (the rest is unknown)',
  ])('%j does not say so', (prediction) => expect(score(scorer, prediction, 'None')).toBe(0));

  test.each([
    '**None**',
    '\\boxed{\\text{None}}',
    'None, because the price of the 5 apples is missing.',
    'The number of pens is unknown.\n\n#### None',
    '**Answer:** N/A',
    'The answer is unknown.',
    'The final answer is that there is not enough information.',
    '**Answer:** It cannot be determined from the 3 facts.',
    'It cannot be determined how many of the 5 apples are red. Please give the price.',
    'There are 5 apples, but the price isn’t given.',
  ])('%j says so', (prediction) => expect(score(scorer, prediction, 'None')).toBe(1));
});

describe('numbers', () => {
  test.each<[string, string | undefined, string]>([
    ['12 m2', '12', '2'],
    ['5 kg of CO2', '5', '2'],
    ['Total: 5 (see eq3)', '5', '3'],
    ['The total is USD5, for CO2', '5', '2'],
    ['It costs Rs500 in all', '500', '2'],
    ['H2O', '2', '1'],
    ['共42个', '42', '1'],
    ['The answer is negative 5', '-5', '5'],
    ['Answer: **minus $5**', '-5', '5'],
    ['minus 5', '-5', '5'],
    ['10 minus 3 is 7', '7', '-3'],
    ['10 minus 3', '3', '-3'],
    ["The answer isn't 5.", undefined, '5'],
    ["The answer can't be 5; it is 7.", '7', '5'],
    ['It is 7, not 5.', '7', '5'],
    ['The answer is neither 5 nor 7.', undefined, '7'],
    ['42 (rounded to 2 decimal places)', '42', '2'],
    ['She needs 42, rounded to the nearest 10.', '42', '10'],
    ['Thus, Janet makes **$18** every day with 9 eggs.', '18', '9'],
    ['**Step 3:** she has 14 after 3 days.', '3', '14'],
  ])('%j is %s', (prediction, gold, wrong) => isReadAs(numeric(), prediction, gold, [wrong]));
});

describe('formulas', () => {
  test.each<[string, string | undefined, string]>([
    ['It is $\\frac12$ and not $\\frac13$.', '\\frac12', '\\frac13'],
    ['$\\frac12$, not $\\frac13$', '\\frac12', '\\frac13'],
    ["The answer isn't $5$.", undefined, '5'],
    ['The answer is neither $5$ nor $7$.', undefined, '7'],
    ['It can be $3$ or $5$. But $5$ is wrong.', '3,5', '5'],
    ['Thus $x=3$ or $x=7$.', '3,7', '7'],
    ['Hence the roots are \\(3\\) and \\(7\\).', '3,7', '7'],
    ['Hence the roots are $3$, $5$, and $7$.', '3,5,7', '7'],
    ['So x is 3 or 7.', '3,7', '7'],
    ['So x is one of 3, 5 and 7.', '3,5,7', '7'],
    ['\\boxed{x=3}, \\boxed{x=7}', '3,7', '7'],
    ['$\\boxed{3}$ and $\\boxed{7}$', '3,7', '7'],
    ['$\\boxed{\\frac12}$ or $\\boxed{0.5}$', '\\frac12', '2'],
    ['\\boxed{3}\n\nI erred above.\n\n\\boxed{7}', '7', '3'],
    ['So $36n=72$, or $n=2$.', '2', '2,2'],
    ['Then $a=4$, $b=1$, and $a+b=5$.', '5', '4,1,5'],
    ['The slope is the reciprocal of $\\frac54$, or $-\\frac45$.', '-\\frac45', '\\frac54'],
    ['The answer is minus $5$', '-5', '5'],
    ['The answer is negative 5', '-5', '5'],
    ['y=2, x=3', '(3,2)', '(2,3)'],
    ['5 million', '5000000', '5'],
    ['$5$ million', '5000000', '5'],
    ['So there are 5 hundred people.', '500', '5'],
    ['2\\text{ dozen eggs}', '24', '2'],
    ['|x|', '\\sqrt{x^2}', 'x'],
    ['|x-4|', '|4-x|', '4-x'],
    ['|xy|', '\\sqrt{x^2y^2}', 'xy'],
    ['y=|x|', 'y=\\sqrt{x^2}', 'y=x'],
    ['\\sqrt{x}\\sqrt{y}', '\\sqrt{xy}', 'xy'],
  ])('%j is %s', (prediction, gold, wrong) => isReadAs(mathematics(), prediction, gold, [wrong]));
});
