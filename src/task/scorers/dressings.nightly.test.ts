import { expect, test } from 'vitest';
import { seededRandom } from '../../base/random.ts';
import { loadTask } from '../load.ts';
import { dataDir, noData } from '../../../tests/support/test-data.ts';
import { BENCHMARKS, mistakes } from '../../../tests/support/dressings.ts';
import { sameMathematics } from './math/equal.ts';

test.skipIf(noData).each(BENCHMARKS)(
  '%s: every gold scores 1 in every dressing and a wrong answer 0',
  { timeout: 600_000 },
  async (name) => {
    const { scorer, splits } = await loadTask(name, { dataDir });
    expect(await mistakes({ scorer }, Object.values(splits).flat())).toEqual([]);
  },
);

/**
 * What two spellings of one gold share, found without the scorer: no marks, units, names and spaces;
 * fractions as numbers.
 */
function plainValue(gold: string): string {
  const bare = gold
    .replace(/\\(?:text|mbox)\s*\{\s*\(?([A-Z]|Saturday)\)?\s*\}/g, '$1')
    .replace(/\\(?:text|mbox)\s*\{([^\d{}]*|13)\}(?:\^[23])?/g, (_, words: string) => (words === '13' ? '13' : ''))
    .replace(/\\[!,;]|\\\$|\\?%|\^\{?\\circ\}?|\\left|\\right|\{,\}|\s+/g, '')
    .replace(/^[a-z]=/, '')
    .replace(/(\d),(?=\d{3}(?!\d))/g, '$1')
    .replace(
      /\\[dt]?frac(\d|\{[^{}]*\})(\d|\{[^{}]*\})/g,
      (_, above: string, below: string) => `(${above.replace(/[{}]/g, '')})/(${below.replace(/[{}]/g, '')})`,
    )
    .replace(/\\sqrt(\d)/g, '\\sqrt{$1}');
  const mixed = /^(-?)(\d*)\((\d+)\)\/\((\d+)\)$/.exec(bare);
  if (mixed) return String(Number(`${mixed[1]}1`) * (Number(mixed[2]) + Number(mixed[3]) / Number(mixed[4])));
  const based = /^(\d+)_\{?(\d+)\}?$/.exec(bare);
  if (based) return String(Number.parseInt(based[1]!, Number(based[2])));
  return /^-?[\d.]+$/.test(bare) ? String(Number(bare)) : bare;
}

test.skipIf(noData)('a million pairs of different MATH golds stay different', { timeout: 600_000 }, async () => {
  const { splits } = await loadTask('math:full', { dataDir });
  const golds = [
    ...new Set(
      Object.values(splits)
        .flat()
        .map(({ target }) => String(target)),
    ),
  ];
  const random = seededRandom('pairs', 1);
  const pick = () => golds[Math.floor(random() * golds.length)]!;
  const same = new Set<string>();
  for (let k = 0; k < 1_000_000; k++) {
    const [a, b] = [pick(), pick()];
    if (a !== b && sameMathematics(a, b) && plainValue(a) !== plainValue(b)) same.add(`${a} ~ ${b}`);
  }
  expect([...same].toSorted()).toMatchInlineSnapshot(`
    [
      "0.0011_{2} ~  \\frac{3}{16} ",
      "25 \\text{ ft} ~ 25_{6}",
      "42 ~ 42_7",
      "\\frac{2 \\pi}{3} ~ \\frac{2}{3}\\pi",
      "\\frac{\\sqrt{3}}{2} ~ \\frac{\\sqrt3}{2}",
    ]
  `);
});
