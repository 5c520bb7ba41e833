import { type Proposal, isWritten, readProposals } from '../../proposals/index.ts';
import { type CsvColumns, csvTable } from '../../present/index.ts';
import type { ScoreResult } from '../../score/index.ts';
import { startToBeat } from '../../statistics/index.ts';
import { type Store, runNamed } from '../../store/index.ts';
import { historyOf, winnerOf } from '../study/index.ts';
import { byHandName } from './by-hand.ts';
import { type Design, familyOf, seedsOf } from './design.ts';
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

export interface Measured {
  cells: Cell[];
  proposals: ArmProposal[];
}

/** The finished part of a design, read from the store. */
export async function measuredOf(store: Store, design: Design): Promise<Measured> {
  const measured: Measured = { cells: [], proposals: [] };
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
    seedsOf(one).flatMap((seed) =>
      design.heldOut.map((task) => ({
        arm: one.name,
        seed,
        task,
        run: byHandName(design, { byHand: one, seed, task }),
      })),
    ),
  );
  const seeds = seedsOf({ trainings: Math.max(0, ...design.learners.map(({ trainings }) => trainings)) });
  const votes = seeds.flatMap((seed) =>
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
  accuracy: ({ accuracy }) => accuracy,
  calls: ({ calls }) => calls,
};

/** One line per cell; scores are fractions in [0, 1]. */
export function cellsCsv(cells: readonly Cell[]): string {
  return csvTable(CELL, cells);
}

/** One line per program that a meta-agent wrote. */
export function proposalsCsv(proposals: readonly ArmProposal[]): string {
  return csvTable(PROPOSAL, proposals);
}
