import { expect, test } from 'vitest';
import { fakeTask } from '../../../tests/support/fake-task.ts';
import type { Subject } from '../../subject/index.ts';
import type { ScoredWorkflow } from '../baselines/index.ts';
import { pairedCells } from './cells.ts';
import type { TransferCell, TransferResult } from './contract.ts';
import { transferCsv } from './csv.ts';
import { heatMap, heatOf } from './heat.ts';
import { placesOf } from './place.ts';
import type { Pair } from './plan.ts';
import type { ScoredPlace } from './run-place.ts';
import { transferText } from './text.ts';

const task = { ...fakeTask(), name: 'away' };
const START = { name: 'direct', code: 'start', hash: 'start', kind: 'direct' } as const;

function pairOf(name: string, hash = name): Pair {
  const from = { task: name === 'found-here' ? 'away' : 'home', executor: 'e' };
  const subject: Subject = { label: name, code: hash, hash, kind: null, review: null, ...from };
  return { winner: { subject, start: null }, workflow: { name, code: hash, hash }, start: START };
}

const RIGHT: Record<string, number> = { start: 2, better: 12, much: 20, 'found-here': 4 };
const ITEMS = Array.from({ length: 20 }, (_, i) => String(i));
/** Whose items are not all there. */
const PARTIAL = new Set(['found-here']);
const scores = new Map(
  Object.entries(RIGHT).map(([name, right]) => [
    `r/${name}`,
    ITEMS.slice(PARTIAL.has(name) ? 2 : 0).map((itemId) => ({ itemId, score: Number(itemId) < right ? 1 : 0 })),
  ]),
);

function scored(hash: string, more: Partial<ScoredWorkflow> = {}): ScoredWorkflow {
  return {
    name: hash,
    candidate: `r/${hash}`,
    accuracy: (RIGHT[hash] ?? 0) / 20,
    problem: null,
    interval: { low: 0, high: 1 },
    n: 20,
    missing: 0,
    failed: 0,
    callsPerItem: 1,
    tokensPerItem: { promptTokens: 1, completionTokens: 1 },
    costPerItemUsd: 0.002,
    ...more,
  };
}

const pairs = [pairOf('better'), pairOf('much'), pairOf('found-here'), pairOf('itself', 'start'), pairOf('lost')];
const [place] = placesOf({
  name: 'n',
  winners: pairs.map(({ winner }) => winner),
  tasks: [{ task, items: [], pairs }],
  executors: [{ id: 'e', model: 'e' }],
  leftOut: [],
});
const whole: ScoredPlace = {
  place: place!,
  run: 'r',
  scored: place!.workflows.map(({ hash }) =>
    scored(hash, hash === 'lost' ? { accuracy: null, interval: null, problem: 'Inconclusive: <b>\u001B[1m.' } : {}),
  ),
};
const cells = pairedCells([whole], scores);
const of = (winner: string): TransferCell => cells.find((cell) => cell.winner === winner)!;

test('each program of a place is scored once, the starts first', () => {
  expect(place!.workflows.map(({ hash }) => hash)).toEqual(['start', 'better', 'much', 'found-here', 'lost']);
});

test('winner minus start on the items that both scored, adjusted over all cells', () => {
  expect(of('better').difference).toMatchObject({ items: 20, difference: 0.5 });
  expect(of('found-here').difference).toMatchObject({ items: 18, difference: 2 / 18 });
  const p = { much: 2 ** -17, better: 2 ** -9, 'found-here': 0.5 };
  for (const [name, value] of Object.entries(p)) expect(of(name).difference!.p, name).toBeCloseTo(value, 12);
  // Three comparisons: the smallest p counts three times, the next one twice, the last once.
  expect(of('much').difference!.pHolm).toBeCloseTo(3 * p.much, 12);
  expect(of('better').difference!.pHolm).toBeCloseTo(2 * p.better, 12);
  expect(of('found-here').difference!.pHolm).toBeCloseTo(0.5, 12);
});

test('nothing is said of a winner that is its own start, of an inconclusive one, and of what was not reached', () => {
  expect([of('itself').difference, of('lost').difference]).toEqual([null, null]);
  const early = pairedCells([{ ...whole, scored: whole.scored.slice(0, 2) }], scores);
  expect(early.map(({ winner }) => winner)).toEqual(['better', 'itself']);
  expect(cells.filter(({ isHome }) => isHome).map(({ winner }) => winner)).toEqual(['found-here']);
});

test.each([
  [0, 0.001, 'even', 0, true],
  [0.004, 0.2, 'even', 0, false],
  [0.02, 0.2, 'better', 1, false],
  [-0.05, 0.049, 'worse', 2, true],
  [0.15, 0.05, 'better', 3, false],
  [-0.9, 0.0001, 'worse', 4, true],
] as const)('a difference of %d with p %d is %s at level %i', (difference, pHolm, direction, level, isSignificant) => {
  const cell = { ...of('better'), difference: { ...of('better').difference!, difference, pHolm } };
  expect(heatOf(cell)).toMatchObject({ difference, direction, level, isSignificant });
});

const result: TransferResult = {
  name: 'n',
  status: 'stopped',
  reason: 'why',
  split: 'test',
  winners: [
    ...pairs.map(({ winner: { subject } }) => subject),
    { label: 'coder', hash: 'c', task: null, executor: null },
  ].map(({ label: name, hash, task: from, executor }) => ({ name, hash, task: from, executor })),
  tasks: [{ name: 'away', metric: 'accuracy', items: 20, openings: 3 }],
  executors: ['e'],
  cells,
  leftOut: [{ winner: 'coder', task: 'away', reason: 'its function needs an `entry_point`' }],
  paid: { calls: 5, costUsd: null },
  simulated: true,
  report: null,
};

test('the heat map has a row for each winner with each executor, and says where there is no cell', () => {
  const { tasks, rows } = heatMap({ ...result, tasks: [...result.tasks, { ...result.tasks[0]!, name: 'later' }] });
  expect(tasks).toEqual(['away', 'later']);
  expect(rows.map(({ winner, executor }) => [winner, executor])).toEqual(
    ['better', 'much', 'found-here', 'itself', 'lost', 'coder'].map((winner) => [winner, 'e']),
  );
  expect(rows[0]!.cells).toMatchObject([{ direction: 'better', level: 4, isSignificant: true }, null]);
  expect(rows.at(-1)!.cells).toEqual(['left-out', null]);
});

test('on the validation split a winner where it was found is told as chosen by these items', () => {
  const told = 'A winner at home was chosen by these very items';
  const away = cells.filter(({ isHome }) => !isHome);
  expect(transferText({ ...result, split: 'validation' })).toContain(told);
  for (const other of [result, { ...result, split: 'validation' as const, cells: away }])
    expect(transferText(other)).not.toContain(told);
});

test('as text and as CSV: nothing that is not known looks like a number, and foreign text hides nothing', () => {
  const text = transferText(result);
  expect(text).toMatch(/^Transfer n ended early \(stopped\): why\nSIMULATED/);
  expect(text).toMatch(/\nbetter +away +e +direct +10\.0% \[.*\] +60\.0% \[.*\] +\+50\.0 points +\[.*\] +p = 0\.004 /);
  expect(text).toMatch(/\nfound-here +away \(home\) /);
  expect(text).toMatch(/\nmuch +e +\+90\.0\*\n/);
  expect(text).toMatch(/\nlost +e +–\n/);
  expect(text).toMatch(/\ncoder +e +left out\n/);
  expect(text).toContain('Left out: coder on away (its function needs an `entry_point`)');
  expect(text).toContain('The test split of away was opened 3 times so far.');
  expect(text).not.toMatch(/NaN|undefined|Infinity/);
  expect(text).not.toContain('\u001B');
  expect(transferText({ ...result, cells: [] })).toContain('No cell was scored.');
  const lines = transferCsv(cells).trimEnd().split('\r\n');
  expect(lines).toHaveLength(6);
  expect(lines[5]).toMatch(/^lost,away,e,0,r,r\/lost,,,,20,.*,+$/);
});
