import { describe, expect, test } from 'vitest';
import type { Json } from '../../base/json.ts';
import type { ScoreContext, Scorer } from '../contract.ts';
import { choice } from './choice.ts';
import { f1 } from './f1.ts';
import { gaia } from './gaia.ts';
import { mathematics } from './mathematics.ts';
import { numeric } from './numeric.ts';

const OPTIONS = ['Paris', 'London', 'Rome', 'Vitamin D', '42'];

function score(scorer: Scorer, prediction: Json, target: Json): number {
  const item = { id: 'i', input: '', target, metadata: { options: OPTIONS } };
  return (scorer.score(prediction, item, {} as ScoreContext) as { value: number }).value;
}

describe('numbers', () => {
  test.each<[Json, string]>([
    ['12.345,67 €', '12345.67'],
    ['1.234.567,5', '1234567.5'],
    ['Il y en a 12 500.', '12500'],
    ["CHF 1'000.50", '1000.5'],
    ['12,34,567.89', '1234567.89'],
    ['R$ 1.500,00', '1500'],
    ['１，２３４', '1234'],
    ['১২৩', '123'],
    ['2¾', '2.75'],
    ['2 3/4 cups', '2.75'],
    ['3\\frac12', '3.5'],
    ['10⁶', '1000000'],
    ['5 × 10^3', '5000'],
    ['12 m²', '12'],
    ['The answer is 5 m/s^2.', '5'],
    ['1.5 million', '1500000'],
    ['2 million', '2'],
    ['- 42', '42'],
    ['- 42', '-42'],
    ['The answer is 3 + 4 = 7.', '7'],
    ['The answer is 3 hours = 180 minutes.', '3'],
    ['The answer is 18 (since 9*2 = 18, 1+1=2).', '18'],
    ['18. This is because 9 + 9 = 18 and 18 - 9 = 9.', '18'],
    ['18 = 9 * 2', '18'],
    ['48/2 = 24 in May. 48+24 = 72 altogether.', '72'],
    ['\\boxed{11}\nConfidence: 95%', '11'],
    ['Die Antwort lautet 42.', '42'],
    ['答えは42です。', '42'],
    ['คำตอบคือ 42', '42'],
    ['Fraction(1, 2)', '0.5'],
    ['np.float64(1.5)', '1.5'],
    ['(42,)', '42'],
  ])('%j is %s', (prediction, gold) => {
    expect(score(numeric(), prediction, gold)).toBe(1);
    expect(score(numeric(), prediction, String(Number(gold) + 1))).toBe(0);
  });
});

describe('letters', () => {
  test.each<string>([
    'C\n\nB is wrong because it ignores friction.',
    'C because A and B are wrong',
    'A is wrong. B is wrong. Therefore, C.',
    'The best option is C, since E fails',
    'c) Rome',
    '\\boxed{C. Route A or Route B}',
    'Not A, but C',
    'A: Paris\nB: London\nC: Rome\nAnswer: C',
    'The answer is not A. It is C.',
    'Let me think. A? no. B? no. C? yes.',
    'The answer is Rome',
    'Option C is right, while option B is tempting',
    '正确答案是 C。',
    'Правильный ответ: C',
  ])('%j names C', (prediction) => {
    expect(score(choice(), prediction, 'C')).toBe(1);
    for (const other of ['A', 'B', 'D', 'E']) expect(score(choice(), prediction, other)).toBe(0);
  });

  test.each(['A and C', 'A, C', 'A good guess', 'I do not know'])('%j names none', (prediction) => {
    for (const letter of 'ABCDI') expect(score(choice(), prediction, letter)).toBe(0);
  });
});

describe('formulas', () => {
  test.each<[Json, string]>([
    ['x³', 'x^3'],
    ['x⁻²', 'x^{-2}'],
    ['√(x+1)', '\\sqrt{x+1}'],
    ['∛8', '2'],
    ['α+β', '\\alpha+\\beta'],
    ['(−∞, 2]', '(-\\infty,2]'],
    ['⌈x⌉', '\\lceil x \\rceil'],
    ['𝑥+1', 'x+1'],
    ['ℤ', '\\mathbb{Z}'],
    ['(1, 4*sqrt(3))', '(1,4\\sqrt3)'],
    ['Rational(3, 4)', '\\frac34'],
    ['{x: 1, y: 2}', '(1,2)'],
    ['[{x: 5}]', '5'],
    ['Matrix([1, 2])', '\\begin{pmatrix}1\\\\2\\end{pmatrix}'],
    ['array([[1, 2], [3, 4]])', '\\begin{bmatrix}1&2\\\\3&4\\end{bmatrix}'],
    ['Interval.open(0, 1)', '(0,1)'],
    ['Interval(-oo, 3)', '(-\\infty,3]'],
    ['Union(Interval(1, 2), Interval(3, 4))', '[1,2]\\cup[3,4]'],
    ['(x < 1) | (x > 2)', '(-\\infty,1)\\cup(2,\\infty)'],
    ['And(1 <= x, x < 2)', '[1,2)'],
    ['frozenset({1, 2})', '\\{1,2\\}'],
    ['sqrt(3)*I', 'i\\sqrt3'],
    ['(1+2j)', '1+2i'],
    ['log(2)', '\\ln 2'],
    ['\\log_{10} 2', '\\log 2'],
    ['6.02e23', '6.02 \\times 10^{23}'],
    ["['1', '2']", '1,2'],
    ['5 = x', '5'],
    ['\\cos\\theta = \\frac12', '\\frac12'],
    ['(a, b, c) = (1, 2, 3)', '(1,2,3)'],
    ['n = 2^3 = 8', '8'],
    ['\\frac97 ≈ 1.2857', '\\frac97'],
    ['\u000crac{1}{2}', '\\frac12'],
    ['\\text{42}', '42'],
    ['12,34,567', '1234567'],
    ['3.14159265358979', '\\pi'],
    ['The solutions are $2$ and $3$.', '2,3'],
    ['**Answer:** $\\frac{3}{4}$ is wrong; **42**', '42'],
    ['So there are 42 ways.', '42'],
  ])('%j is %s', (prediction, gold) => {
    expect(score(mathematics(), prediction, gold)).toBe(1);
    expect(score(mathematics(), prediction, '987654')).toBe(0);
  });

  test.each<[string, string]>([
    ['1234568.0', '1234567'],
    ['9999999.5', '10000000'],
    ['1000000000.1', '1000000000'],
    ['3.14159', '\\pi'],
    ['2.718281828', 'e'],
    ['3^{2007}', '2^{2005}'],
    ['2^{100}', '2^{100}+1'],
    ['2x = 10', '10'],
    ['42_7', '42'],
    ['3:1', '3'],
    ['(1, 2)', '1,2'],
    ['a', 'A'],
    ['AB', 'BA'],
    ['\\frac{\\pi}{3}', '60^\\circ'],
  ])('%s is not %s', (prediction, gold) => {
    expect(score(mathematics(), prediction, gold)).toBe(0);
  });
});

test.each<[Scorer, Json, string, number]>([
  [f1(), '_12.5_', '12.5', 1],
  [f1(), '−5', '-5', 1],
  [f1(), 'Tom Brady’s', "Tom Brady's", 1],
  [f1(), 'the **36.5** yards', '36.5 yards', 1],
  [f1(), 'answer: Tom Brady', 'Tom Brady', 0.8],
  [gaia(), '1_000', '1000', 1],
  [gaia(), 'FINAL ANSWER: 17', '17', 0],
])('%o: %j for %j scores %d', (scorer, prediction, gold, value) => {
  expect(score(scorer, prediction, gold)).toBeCloseTo(value, 12);
});
