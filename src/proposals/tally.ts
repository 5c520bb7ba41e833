import type { Interval } from '../statistics/contract.ts';
import { wilsonInterval } from '../statistics/index.ts';
import type { Proposal } from './proposal.ts';

/** A number of candidates, as a share of all the meta-agent wrote. */
export interface Share {
  count: number;
  /** In [0, 1]; `null` where nothing was written. */
  rate: number | null;
  /** 95%, Wilson's; `null` where nothing was written. */
  interval: Interval | null;
}

/** Outcomes of the workflows that a meta-agent wrote, without the starting ones. */
export interface Proposals {
  /** All written candidates, the base of the shares. `broken`, `held` and the two that passed add up to it. */
  candidates: number;
  /** No program passed its trial, after all repairs. */
  broken: Share;
  /** The first attempt passed its trial. */
  passedAtOnce: Share;
  /** A repair passed its trial. */
  passedAfterRepairs: Share;
  /** Not run: its findings wait for a person. */
  held: number;
  /** The first attempt held no program that parses; the outcome of its repairs counts above. */
  unreadable: Share;
  /** Scored 0 on every item it ran. */
  zero: Share;
  /** Scored, without a call to the executor on any item. */
  withoutCalls: Share;
  /** As good as the best starting workflow. Raced candidates are not compared. */
  tiedStart: Share;
  beatStart: Share;
  /** Better than everything in earlier turns: earns the reward 1. */
  beatBest: Share;
  /** Dropped for falling behind the best: neither tied nor better. */
  raced: number;
  /** Runs but has no score: inconclusive, stopped, or not evaluated yet. */
  unscored: number;
}

type Counts = { [Key in keyof Proposals]: number };

const NONE: Counts = {
  candidates: 0,
  broken: 0,
  passedAtOnce: 0,
  passedAfterRepairs: 0,
  held: 0,
  unreadable: 0,
  zero: 0,
  withoutCalls: 0,
  tiedStart: 0,
  beatStart: 0,
  beatBest: 0,
  raced: 0,
  unscored: 0,
};

/** Counts the outcomes of one search's candidates; later turns are compared with turn 0. */
export function tallyProposals(proposals: readonly Proposal[]): Proposals {
  const start = best(proposals.filter(({ turn }) => turn === 0));
  const written = proposals.filter(isWritten);
  const before = (turn: number): number | null => best(proposals.filter((one) => one.turn < turn));
  return sharesOf(sum(written.map((one) => countsOf(one, start, before(one.turn)))));
}

/** Whether the meta-agent wrote it. */
export function isWritten({ turn, byPerson }: Pick<Proposal, 'turn' | 'byPerson'>): boolean {
  return turn > 0 && !byPerson;
}

/** Several searches as one. */
export function addProposals(parts: readonly Proposals[]): Proposals {
  return sharesOf(sum(parts.map(asCounts)));
}

function countsOf(one: Proposal, start: number | null, before: number | null): Counts {
  const { status, first, repairs, accuracy } = one;
  const [broken, held] = [one.broken, status === 'held'];
  const passed = !broken && !held;
  const scored = status === 'scored';
  return counted({
    candidates: true,
    broken,
    held,
    unreadable: first === 'unreadable',
    passedAtOnce: passed && repairs === 0,
    passedAfterRepairs: passed && repairs > 0,
    zero: scored && one.zero,
    withoutCalls: scored && one.calls === 0,
    raced: scored && one.raced,
    unscored: passed && !scored,
    tiedStart: accuracy !== null && accuracy === start,
    beatStart: isAbove(accuracy, start),
    beatBest: isAbove(accuracy, before),
  });
}

function counted(is: { [Key in keyof Proposals]: boolean }): Counts {
  return Object.fromEntries(Object.entries(is).map(([key, value]) => [key, value ? 1 : 0])) as Counts;
}

/** With nothing scored before, there is nothing to beat. */
function isAbove(accuracy: number | null, other: number | null): boolean {
  return accuracy !== null && other !== null && accuracy > other;
}

function best(proposals: readonly Proposal[]): number | null {
  const scores = proposals.flatMap(({ accuracy }) => accuracy ?? []);
  return scores.length === 0 ? null : Math.max(...scores);
}

function sum(parts: readonly Counts[]): Counts {
  const total = { ...NONE };
  for (const part of parts) for (const key of Object.keys(NONE) as (keyof Counts)[]) total[key] += part[key];
  return total;
}

function sharesOf(counts: Counts): Proposals {
  const { candidates, held, raced, unscored, ...shared } = counts;
  const shares = Object.entries(shared).map(([key, count]) => [key, shareOf(count, candidates)]);
  const named = Object.fromEntries(shares) as { [Key in keyof typeof shared]: Share };
  return { candidates, held, raced, unscored, ...named };
}

function shareOf(count: number, candidates: number): Share {
  if (candidates === 0) return { count, rate: null, interval: null };
  return { count, rate: count / candidates, interval: wilsonInterval(count, candidates) };
}

function asCounts(proposals: Proposals): Counts {
  const counts = Object.entries(proposals).map(([key, value]: [string, number | Share]) => [
    key,
    typeof value === 'number' ? value : value.count,
  ]);
  return Object.fromEntries(counts) as Counts;
}
