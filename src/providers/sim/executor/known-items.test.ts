import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { dataDir, noData } from '../../../../tests/support/test-data.ts';
import { sums, taskOf } from '../../../../tests/support/sim.ts';
import { knownItems } from './known-items.ts';

function rows(file: string): Record<string, string>[] {
  const lines = gunzipSync(readFileSync(`${dataDir}/${file}`))
    .toString('utf8')
    .split('\n')
    .filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Record<string, string>);
}

function squeeze(text: string): string {
  return text.toLowerCase().replace(/\s+/g, '');
}

describe('known items', () => {
  const chinese = {
    id: 'zh',
    input: '珍妮特的鸭子每天下16颗蛋。她每天早上早餐时吃三颗。她每天能赚多少钱?',
    target: 18,
  };
  const short = { id: 'short', input: 'Find $2+3$.', target: 5 };
  const inner = { id: 'inner', input: 'Jonas has 14 red marbles. How many has he?', target: 14 };
  const outer = { id: 'outer', input: `Read with care.\n${inner.input} Answer for Tom, too.`, target: 20 };
  const known = knownItems([taskOf(sums(500)), taskOf([chinese, short, inner, outer], { name: 'others' })]);
  const idIn = (text: string) => known.find(text)?.item.id;

  it.each([
    ['within other text', `You are an expert.\nQuestion: ${sums(500)[321]!.input}\nThink.`, '321'],
    ['with other white space and case', sums(500)[12]!.input.toUpperCase().replaceAll(' ', '\n  '), '12'],
    ['without blanks in its language', `请回答:${chinese.input}谢谢`, 'zh'],
    ['though it is short', `Solve it: ${short.input} Thank you.`, 'short'],
    ['that comes last, after examples', `Example: ${sums(500)[3]!.input} 32\nNow: ${sums(500)[4]!.input}`, '4'],
    ['that holds another one', outer.input, 'outer'],
    ['within which no other stands', inner.input, 'inner'],
    ['that is not known', 'How many stars are there?', undefined],
  ])('finds an item %s', (_, text, id) => {
    expect(idIn(text)).toBe(id);
  });

  it('of no task finds nothing', () => {
    expect(knownItems([]).find('anything')).toBeUndefined();
  });
});

function lettered(options: readonly string[]): string {
  return options.map((option, i) => `${'ABCDEFGHIJ'[i]}) ${option}`).join('\n');
}

describe.skipIf(noData)('known items of real benchmarks', () => {
  it('finds each of 21,000 items of DROP and MMLU-Pro by its own text', () => {
    const drop = rows('drop/drop_v0_dev.jsonl.gz').map((row, i) => ({
      id: String(i),
      input: row['context']!,
      target: row['ref_text']!,
    }));
    const mmlu = rows('mmlu-pro/test.jsonl.gz').map((row) => ({
      id: String(row['question_id']),
      input: `${row['question']}\n${lettered(row['options'] as unknown as string[])}`,
      target: row['answer']!,
    }));
    const known = knownItems([taskOf(drop, { name: 'drop', metric: 'f1' }), taskOf(mmlu, { name: 'mmlu-pro' })]);
    expect(known.size).toBe(9_536 + 12_032);
    const asked = [...drop, ...mmlu].filter((_, i) => i % 7 === 0);
    const missed = asked.filter(
      ({ input }) =>
        squeeze(known.find(`Reply in JSON.\n${input}\nThink step by step.`)?.item.input ?? '') !== squeeze(input),
    );
    expect(missed).toEqual([]);
  });
});
