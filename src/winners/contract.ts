import type { Interval, PairedDifference } from '../statistics/index.ts';

/** Who wrote a router, on record: neither the meta-agent nor a person. */
export const ROUTER_AUTHOR = 'w4s';

export type RouterKind = 'rule' | 'executor';

/** What was measured of a program or a router. */
export interface MeasuredProgram {
  accuracy: number | null;
  interval: Interval | null;
  n: number;
  callsPerItem: number;
  /** Dollars an item; `null` when unpriced. */
  costPerItemUsd: number | null;
}

/** The unlike programs of a search, and what became of routers over them. */
export interface Winners {
  /** Best single program first. */
  programs: {
    candidate: string;
    /** Of its code. */
    hash: string;
    /** On validation. */
    accuracy: number;
    callsPerItem: number;
    /** What it adds to the best of those before it: see `chooseUnlike`. */
    adds: number;
  }[];
  tried: TriedRouter[];
  /** The router that won; `null` where the best single program did. */
  used: RouterKind | null;
  /** Why a router was not tried that was asked for. */
  notes: string[];
  /** Where a router won: the best single program, on the same test items. */
  single: {
    candidate: string;
    validation: MeasuredProgram;
    test: MeasuredProgram | null;
    /** Router minus single program. */
    gain: PairedDifference | null;
  } | null;
  /** Where the programs and `router.json` were written; `null` where they were not. */
  folder: string | null;
}

/** A router against the best single program, on validation items. */
export interface TriedRouter {
  kind: RouterKind;
  candidate: string;
  /** How it chooses, in words. */
  how: string;
  /** Of a rule, by cross-fitting: each item is decided by what was fitted on others. */
  validation: MeasuredProgram;
  /** By what the search is after, router minus single program; see `worthBy`. */
  difference: PairedDifference | null;
  /** One-sided; by Holm where two were tried. */
  p: number;
  isBetter: boolean;
  /** Validation items by the program that was chosen for them. */
  picks: { candidate: string; items: number }[];
}
