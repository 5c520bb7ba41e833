import { parse } from 'csv-parse/sync';
import { type Proposal, isWritten, readProposals } from '../../proposals/index.ts';
import { type CsvColumns, csvTable } from '../../present/index.ts';
import type { ScoreResult } from '../../score/index.ts';
import { startToBeat } from '../../statistics/index.ts';
import { type Store, runNamed } from '../../store/index.ts';
import { historyOf, winnerOf } from '../study/index.ts';
import { byHandName } from './by-hand.ts';
import { type Design, familyOf, seedsOf, seedsOfAll } from './design.ts';
import { searchJobs, searchName } from './search.ts';
import { voteName } from './vote.ts';

/** A program that the meta-agent wrote in an arm's search. */
export interface ArmProposal extends Proposal {
  arm: string;
  seed: number;
  family: string;
}

/** An arm on one held-out task with one seed. */
export interface Cell {
  arm: string;
  seed: number;
  family: string;
  /** Mean score of the winner, or of the hand-written workflow, on the sealed test items. */
  test: number | null;
  testItems: number;
  /** Its executor calls per item. */
  callsPerItem: number;
  /** Winner's mean score on validation items, which overstates it; `null` if hand-written. */
  validation: number | null;
  /** The best start's score. */
  start: number | null;
  /** 0: a start won. `null` if hand-written. */
  winnerTurn: number | null;
  /** Executor calls of the search on validation items; 0 if hand-written. */
  searchCalls: number;
}

/** What comparisons need of it. */
export type Written = Pick<
  ArmProposal,
  'arm' | 'seed' | 'family' | 'status' | 'broken' | 'zero' | 'accuracy' | 'calls'
>;

export interface Measured<P extends Written = Written> {
  cells: Cell[];
  proposals: P[];
}

/** The finished part of a design, read from the store. */
export async function measuredOf(store: Store, design: Design): Promise<Measured<ArmProposal>> {
  const measured: Measured<ArmProposal> = { cells: [], proposals: [] };
  for (const job of searchJobs(design)) {
    const name = searchName(design, job);
    const [run, tested] = [await runNamed(store, name), await runNamed(store, `${name}/test`)];
    if (run === undefined || tested?.status !== 'done') continue;
    const place = { arm: job.learner.name, seed: job.seed, family: familyOf(job.task) };
    measured.cells.push({ ...place, ...(await searchFacts(store, run.id)), ...testFacts(tested.result) });
    const written = (await readProposals(store, run.id)).filter(isWritten);
    measured.proposals.push(...written.map((one) => ({ ...place, ...one })));
  }
  for (const { arm, seed, task, run: name } of testsByHand(design)) {
    const run = await runNamed(store, name);
    if (run?.status !== 'done') continue;
    const none = { validation: null, start: null, winnerTurn: null, searchCalls: 0 };
    measured.cells.push({ arm, seed, family: familyOf(task), ...none, ...testFacts(run.result) });
  }
  return measured;
}

/** Every test of a workflow without a search, votes included. */
function testsByHand(design: Design): { arm: string; seed: number; task: string; run: string }[] {
  const byHand = design.byHand.flatMap((one) =>
    seedsOf(design, one).flatMap((seed) =>
      design.heldOut.map((task) => ({
        arm: one.name,
        seed,
        task,
        run: byHandName(design, { byHand: one, seed, task }),
      })),
    ),
  );
  const votes = seedsOfAll(design).flatMap((seed) =>
    design.heldOut.map((task) => ({ arm: 'vote', seed, task, run: voteName(design, seed, task) })),
  );
  return [...byHand, ...votes];
}

function testFacts(result: string | null): Pick<Cell, 'test' | 'testItems' | 'callsPerItem'> {
  const { accuracy, n, callsPerItem } = JSON.parse(result ?? 'null') as ScoreResult;
  return { test: accuracy, testItems: n, callsPerItem };
}

async function searchFacts(
  store: Store,
  run: string,
): Promise<Pick<Cell, 'validation' | 'start' | 'winnerTurn' | 'searchCalls'>> {
  const history = await historyOf(store, run);
  const winner = winnerOf(history);
  return {
    validation: winner.accuracy,
    winnerTurn: winner.turn,
    start: startToBeat(history, (one) => one)?.accuracy ?? null,
    searchCalls: history.reduce((sum, { calls }) => sum + calls, 0),
  };
}

const CELL: CsvColumns<Cell> = {
  arm: ({ arm }) => arm,
  seed: ({ seed }) => seed,
  family: ({ family }) => family,
  test: ({ test }) => test,
  test_items: ({ testItems }) => testItems,
  calls_per_item: ({ callsPerItem }) => callsPerItem,
  validation: ({ validation }) => validation,
  best_start: ({ start }) => start,
  winner_turn: ({ winnerTurn }) => winnerTurn,
  search_calls: ({ searchCalls }) => searchCalls,
};

const PROPOSAL: CsvColumns<ArmProposal> = {
  arm: ({ arm }) => arm,
  seed: ({ seed }) => seed,
  family: ({ family }) => family,
  turn: ({ turn }) => turn,
  slot: ({ slot }) => slot,
  status: ({ status }) => status,
  first: ({ first }) => first,
  repairs: ({ repairs }) => repairs,
  broken: ({ broken }) => Number(broken),
  zero: ({ zero }) => Number(zero),
  accuracy: ({ accuracy }) => accuracy,
  calls: ({ calls }) => calls,
};

/** What {@link cellsCsv} and {@link proposalsCsv} of one place or of several wrote. */
export function readMeasured(cells: string, proposals: string): Measured {
  return {
    cells: rowsOf(cells).map((row) => ({
      arm: row.arm!,
      seed: Number(row.seed),
      family: row.family!,
      test: numberOf(row.test),
      testItems: Number(row.test_items),
      callsPerItem: Number(row.calls_per_item),
      validation: numberOf(row.validation),
      start: numberOf(row.best_start),
      winnerTurn: numberOf(row.winner_turn),
      searchCalls: Number(row.search_calls),
    })),
    proposals: rowsOf(proposals).map((row) => ({
      arm: row.arm!,
      seed: Number(row.seed),
      family: row.family!,
      status: row.status as Written['status'],
      broken: row.broken === '1',
      zero: row.zero === '1',
      accuracy: numberOf(row.accuracy),
      calls: numberOf(row.calls),
    })),
  };
}

/** What was measured in several places. @throws if two of them have the same cell */
export function joined(places: readonly Measured[]): Measured {
  const cells = places.flatMap((one) => one.cells);
  const known = new Set<string>();
  for (const { arm, seed, family } of cells) {
    const key = `${arm}, seed ${seed}, ${family}`;
    if (known.has(key)) throw new Error(`Expected each cell once, got ${key} from two places`);
    known.add(key);
  }
  return { cells, proposals: places.flatMap((one) => one.proposals) };
}

function rowsOf(csv: string): Partial<Record<string, string>>[] {
  return parse(csv, { columns: true, skip_empty_lines: true });
}

function numberOf(text: string | undefined): number | null {
  return text === undefined || text === '' ? null : Number(text);
}

/** One line per cell; scores are fractions in [0, 1]. */
export function cellsCsv(cells: readonly Cell[]): string {
  return csvTable(CELL, cells);
}

/** One line per program that a meta-agent wrote. */
export function proposalsCsv(proposals: readonly ArmProposal[]): string {
  return csvTable(PROPOSAL, proposals);
}
