import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../base/json.ts';
import type { ScoreContext } from '../contract.ts';
import { dataDir, noData } from '../../../tests/support/test-data.ts';
import { boxed } from './answer/box.ts';
import { sameMathematics } from './math/equal.ts';
import { mathematics } from './mathematics.ts';

test.each<[string, string]>([
  ['1/2', '\\frac{1}{2}'],
  ['0.5', '\\frac12'],
  ['\\dfrac{1}{2}', '\\tfrac{1}{2}'],
  ['0.3333333333333333', '\\frac{1}{3}'],
  ['0.\\overline{3}', '\\frac{1}{3}'],
  ['27/4', '6 \\frac{3}{4}'],
  ['6 3/4', '6\\frac{3}{4}'],
  ['6.75', '6\\tfrac34'],
  ['1234', '1,\\!234'],
  ['1,234', '1{,}234'],
  ['111111111', '111, \\! 111, \\! 111'],
  ['12,000,085', '12,\\!000,\\!085'],
  ['18.9', '\\$18.90'],
  ['$4', '\\$4'],
  ['44', '44\\%'],
  ['30', '30^\\circ'],
  ['30 degrees', '30^{\\circ}'],
  ['118', '118 \\text{ dollars}'],
  ['25 km', '25 \\, \\text{km}'],
  ['8\\sqrt{3}', '8\\sqrt{3} \\text { square inches}'],
  ['135 square feet', '135\\text{ square feet}'],
  ['12 cm^2', '12\\mbox{ cm}^2'],
  ['9', 'x=9'],
  ['x = 9', '9'],
  ['sqrt(2)/2', '\\frac{\\sqrt{2}}{2}'],
  ['1/sqrt(2)', '\\frac{\\sqrt2}{2}'],
  ['0.7071067811865476', '\\frac{\\sqrt2}{2}'],
  ['3*sqrt(13)', '3\\sqrt{13}'],
  ['2**10', '1024'],
  ['\\sqrt[3]{-8}', '-2'],
  ['12*pi', '12\\pi'],
  ['\\frac{8\\pi}{5}', '\\tfrac{8\\pi}5'],
  ['pi/2', '\\frac{\\pi}{2}'],
  ['(x+1)^2', 'x^2+2x+1'],
  ['x*x + 2*x + 1', '(x+1)^2'],
  ['-4(x+3)(x-3)', '4(3-x)(3+x)'],
  ['36x\\sqrt{35x}', '36 \\sqrt{35} x^{3/2}'],
  ['\\frac{1}{2-x}', '-\\frac{1}{x-2}'],
  ['a_1 + 2', '2+a_{1}'],
  ['3+2i', '2i + 3'],
  ['-1 - 5i', '-(1+5i)'],
  ['\\cos^2 x', '1 - \\sin^2 x'],
  ['|x|^2', 'x^2'],
  ['4!', '24'],
  ['\\binom{5}{2}', '10'],
  ['\\lfloor 3.7 \\rfloor', '3'],
  ['\\log_2 8', '3'],
  ['e^{i\\pi}', '-1'],
  ['(1, 4*sqrt(3))', '(1, 4\\sqrt3)'],
  ['\\left(-2.5, -2.5\\right)', '\\left(-\\tfrac52, -\\tfrac52\\right)'],
  ['(-∞, -7) ∪ (1, 2)', '(-\\infty,-7) \\cup (1,2)'],
  ['(1,2) \\cup (-\\infty,-7)', '(-\\infty,-7) \\cup (1,2)'],
  ['x \\in [-3,2]', '[-3,2]'],
  ['-3 \\le x \\leq 2', '[-3,2]'],
  ['x > 3', '(3,\\infty)'],
  ['3 < x', 'x > 3'],
  ['2, -2', '-2, 2'],
  ['7, -5, -2', '7, -2, \\text{ and } -5'],
  ['3 and 5', '3, 5'],
  ['\\{1, 2, 3\\}', '3,2,1'],
  ['1+\\sqrt{19}, 1-\\sqrt{19}', '1 \\pm \\sqrt{19}'],
  ['\\begin{bmatrix} 1.2 \\\\ -3.4 \\end{bmatrix}', '\\begin{pmatrix} 6/5 \\\\ -17/5 \\end{pmatrix}'],
  ['[[2, 0], [-3, 5]]', '\\begin{pmatrix} 2 & 0 \\\\ -3 & 5 \\end{pmatrix}'],
  ['y = 2x+3', 'y=3+2x'],
  ['2x - y + 3 = 0', 'y = 2x + 3'],
  ['4x + 8 = 12y', 'x - 3y + 2 = 0'],
  ['11010_2', '11010_{2}'],
  ['B', '\\text{(B)}'],
  ['(B)', '\\text{B}'],
  ['evelyn', '\\text{Evelyn}'],
  ['\\overline{CD}', '\\overline{CD}'],
])('%s is %s', (answer, gold) => {
  expect(sameMathematics(answer, gold)).toBe(true);
  expect(sameMathematics(gold, answer)).toBe(true);
});

test.each<[string, string]>([
  ['', '5'],
  ['0.33', '\\frac{1}{3}'],
  ['3.14', '\\pi'],
  ['5', '-5'],
  ['123456789012345678', '123456789012345679'],
  ['2x+1', '2x-1'],
  ['x^2+2x+1', 'x^2+2x+2'],
  ['x', 'y'],
  ['x=9', 'y=9'],
  ['(1,2)', '(2,1)'],
  ['(1,2)', '[1,2]'],
  ['(1,2)', '(1,2,3)'],
  ['1, 2', '1, 2, 3'],
  ['1, 1', '1, 2'],
  ['3 4', '12'],
  ['(0,1)', '(0,1) \\cup (2,3)'],
  ['x < 3', 'x > 3'],
  ['x \\le 3', '(-\\infty,3)'],
  ['y = 2x + 3', 'y = 2x + 4'],
  ['10_2', '11_2'],
  ['\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}', '\\begin{pmatrix} 2 \\\\ 1 \\end{pmatrix}'],
  ['tea', '\\text{eat}'],
  ['\\text{odd}', '\\text{even}'],
  ['A', 'B'],
  ['3-2i', '3+2i'],
  ['no solution', '5'],
  ['\\sqrt{2}', '\\sqrt{3}'],
  ['((((', '4'],
  ['\\frac{1}{0}', '5'],
])('%s is not %s', (answer, gold) => {
  expect(sameMathematics(answer, gold)).toBe(false);
  expect(sameMathematics(gold, answer)).toBe(false);
});

test.each<[Json, string, number]>([
  ['So the area is $\\boxed{12\\pi}$.', '12\\pi', 1],
  ['The answer is $\\frac{1}{2}$.', '0.5', 1],
  ['The final answer is: 14', '14', 1],
  ['We get \\(x = 3\\) and then \\(y = 4\\)', '4', 1],
  [7, '7', 1],
  [0.5, '\\frac{1}{2}', 1],
  [[1, 2], '(1,2)', 1],
  [[2, 1], '1,2', 1],
  [
    [
      [2, 0],
      [-3, 5],
    ],
    '\\begin{pmatrix} 2 & 0 \\\\ -3 & 5 \\end{pmatrix}',
    1,
  ],
  [null, '7', 0],
  [false, '0', 0],
])('the answer %j for %s scores %d', async (prediction, target, value) => {
  expect(await mathematics().score(prediction, { id: 'i', input: '', target }, {} as ScoreContext)).toMatchObject({
    value,
  });
});

describe.skipIf(noData)('MATH (skipped without benchmark data)', () => {
  const golds: string[] = noData
    ? []
    : gunzipSync(readFileSync(`${dataDir}/math/test.jsonl.gz`))
        .toString()
        .split('\n')
        .filter(Boolean)
        .map((line) => boxed(JSON.parse(line).solution)!);

  test('every gold is itself, with other spacing, fractions and in a sentence', () => {
    expect(golds).toHaveLength(5000);
    const rewritten: [string, (gold: string) => string][] = [
      ['same', (gold) => gold],
      ['dfrac', (gold) => gold.replaceAll('\\frac', '\\dfrac')],
      ['left', (gold) => gold.replace(/^\(/, '\\left(').replace(/\)$/, '\\right)')],
      ['boxed', (gold) => `Therefore the result is $\\boxed{${gold}}$.`],
      ['dollars', (gold) => `The answer is $${gold}$.`],
    ];
    const wrong = rewritten.flatMap(([name, rewrite]) =>
      golds
        .filter(
          (gold) =>
            mathematics().score(rewrite(gold), { id: '', input: '', target: gold }, {} as ScoreContext) instanceof
              Promise ||
            (
              mathematics().score(rewrite(gold), { id: '', input: '', target: gold }, {} as ScoreContext) as {
                value: number;
              }
            ).value !== 1,
        )
        .map((gold) => `${name}: ${gold}`),
    );
    expect(wrong).toEqual([]);
  });

  test('plain notation for simple golds', () => {
    const plain = (gold: string) =>
      gold
        .replace(/\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}/g, '(($1)/($2))')
        .replace(/\\sqrt\{([^{}]*)\}/g, 'sqrt($1)')
        .replace(/\\pi/g, '*pi')
        .replace(/^\*/, '');
    const simple = golds.filter(
      (gold) =>
        /^[-\d\sx+*^(){}]*(\\[dt]?frac\{[-\d\sx+]*\}\{[-\d\sx+]*\}|\\sqrt\{\d+\}|\d\\pi)[-\d\sx+^]*$/.test(gold) &&
        !/\d\s*\\[dt]?frac/.test(gold),
    );
    expect(simple.length).toBeGreaterThan(300);
    expect(simple.filter((gold) => !sameMathematics(plain(gold), gold)).map((gold) => [gold, plain(gold)])).toEqual([]);
  });

  test('hardly two different golds are the same', () => {
    const distinct = [...new Set(golds)].slice(0, 250);
    const pairs = distinct.flatMap((a, i) =>
      distinct
        .slice(i + 1)
        .filter((b) => sameMathematics(a, b))
        .map((b) => `${a} ~ ${b}`),
    );
    expect(pairs).toMatchInlineSnapshot(`
      [
        "4 ~ b=4",
        "4 ~ x = 4",
        "\\$40 ~ 40",
        ".5 ~ \\frac12",
        ".5 ~ \\frac{1}{2}",
        "9 ~ 9\\text{ a.m.}",
        "9 ~ x=9",
        "\\frac{15}{2} ~ 7.5",
        "\\dfrac{1}{5} ~ \\frac15",
        "\\frac{3}{2} ~ \\frac32",
        "575\\text{ students} ~ 575",
        "\\frac9{5} ~ 1.8",
        "81 ~ 81\\text{ teachers}",
        "\\frac{5}{4} ~ \\frac 54",
        "\\frac12 ~ \\frac{1}{2}",
        "\\dfrac{1}{3} ~ \\frac{1}{3}",
        "9\\text{ a.m.} ~ x=9",
      ]
    `);
  });
});
