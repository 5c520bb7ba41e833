import { expect, test } from 'vitest';
import { baselinesCsv } from './csv.ts';
import type { BaselinesResult, ScoredWorkflow } from './contract.ts';
import { rowsOf } from './table.ts';
import { baselinesText } from './text.ts';
import { votesFor } from './votes.ts';

const ITEMS = Array.from({ length: 20 }, (_, i) => String(i));

function scored(name: string, right: number, more: Partial<ScoredWorkflow> = {}): ScoredWorkflow {
  return {
    name,
    candidate: `r/${name}`,
    accuracy: right / 20,
    problem: null,
    interval: { low: 0, high: 1 },
    n: 20,
    missing: 0,
    failed: 0,
    callsPerItem: 1,
    tokensPerItem: { promptTokens: 10.4, completionTokens: 5.2 },
    costPerItemUsd: 0.002,
    ...more,
  };
}

const RIGHT: Record<string, number> = { direct: 2, better: 12, much: 20, same: 2, 'vote-3': 12 };
const scores = new Map(
  Object.entries(RIGHT).map(([name, right]) => [
    `r/${name}`,
    ITEMS.map((itemId, at) => ({ itemId, score: at < right ? 1 : 0 })),
  ]),
);
const inconclusive = scored('lost', 0, { accuracy: null, interval: null, problem: 'Inconclusive: <b>\u001B[1m.' });
const rows = rowsOf(
  {
    baselines: [scored('direct', 2), scored('better', 12, { callsPerItem: 2.4 }), scored('much', 20), inconclusive],
    votes: new Map([['better', { ...scored('vote-3', 12), votes: 3 }]]),
    scores,
  },
  [{ name: 'much', source: 'Much 2020' }],
);
const [direct, better, much, lost] = rows;

test('each against the plain question and its vote, adjusted over the whole table', () => {
  expect(direct).toMatchObject({ againstDirect: null, vote: null });
  expect(better!.againstDirect).toMatchObject({ items: 20, difference: 0.5 });
  expect(better!.againstDirect!.p).toBeCloseTo(2 ** -9, 12);
  expect(much!.againstDirect!.p).toBeCloseTo(2 ** -17, 12);
  // Three comparisons: the smallest p counts three times, the next one twice.
  expect(much!.againstDirect!.pHolm).toBeCloseTo(3 * 2 ** -17, 12);
  expect(better!.againstDirect!.pHolm).toBeCloseTo(2 * 2 ** -9, 12);
  expect(better!.vote).toMatchObject({ votes: 3, difference: { difference: 0, p: 1, pHolm: 1 } });
  expect(lost).toMatchObject({ againstDirect: null });
  expect([much!.source, better!.source]).toEqual(['Much 2020', null]);
});

test('as text and as CSV: nothing that is not known looks like a number, and foreign text hides nothing', () => {
  const result: BaselinesResult = {
    run: 'r',
    status: 'stopped',
    reason: 'why',
    task: 't',
    metric: 'accuracy',
    split: 'test',
    items: 20,
    executor: 'e',
    rows,
    skipped: [
      { name: 'a', reason: 'no item has public tests' },
      { name: 'b', reason: 'no item has public tests' },
    ],
    notes: [],
    paid: { calls: 5, costUsd: null },
    simulated: true,
    openings: { count: 2, last: { run: 'r', at: 0 } },
  };
  const text = baselinesText(result);
  expect(text).toMatch(/^Run r ended early \(stopped\): why\nSIMULATED/);
  expect(text).toMatch(
    /better +60\.0% +\[0\.0, 100\.0\] +\+50\.0 points +\[.*\] +p = 0\.004 +2\.4 +16 +\$0\.0020 +0\n/,
  );
  expect(text).toMatch(/better +3 +60\.0% .* 0\.0 points .*p = 1\.000\n/);
  expect(text).toContain('Left out: a, b (no item has public tests)');
  expect(text).toContain('opened 2 times');
  expect(text).not.toMatch(/NaN|undefined|Infinity/);
  expect(text).not.toContain('\u001B');
  expect(baselinesText({ ...result, rows: [], openings: null })).toContain('No workflow was scored.');

  const lines = baselinesCsv(rows).trimEnd().split('\r\n');
  expect(lines).toHaveLength(5);
  expect(lines[4]).toMatch(/^lost,r\/lost,,,,20,0,0,1,10\.4,5\.2,0\.002,+$/);
});

test('one vote for each number of calls, none for programs, for a vote itself and for what nobody scored', async () => {
  const asked = {
    name: 't',
    description: 'd',
    metric: 'accuracy',
    splits: {},
    scorer: { name: 's', score: () => ({ value: 1 }) },
  } as const;
  const all = [
    scored('a', 1),
    scored('b', 1, { callsPerItem: 2.1 }),
    scored('c', 1, { callsPerItem: 3 }),
    scored('d', 1, { callsPerItem: 900 }),
    scored('self_consistency', 1, { callsPerItem: 5 }),
    scored('e', 1, { n: 0 }),
  ];
  const votes = await votesFor({ ...asked, kind: 'answer' }, all);
  expect(votes.map(({ name, votes: number, of }) => [name, number, of])).toEqual([
    ['vote-1', 1, ['a']],
    ['vote-3', 3, ['b', 'c']],
    ['vote-64', 64, ['d']],
  ]);
  expect(votes[1]!.code).toContain('num_of_response=3,');
  expect(votes[1]!.code).toContain('instructions="d\\n" + (');
  expect(await votesFor({ ...asked, kind: 'code' }, all)).toEqual([]);
});
