import { elementAt } from '../base/lists.ts';
import { incompleteBeta } from './incomplete-beta.ts';

/** How arms stand to one another over blocks. */
export interface Friedman {
  /** Mean rank of each arm, 1 for the best; equal scores share the mean of their ranks. */
  meanRanks: number[];
  blocks: number;
  /** Friedman's statistic; chi-square with one degree of freedom less than there are arms. */
  chiSquare: number;
  /** The less conservative F statistic of Iman and Davenport; `null` where all blocks order the arms alike. */
  f: number | null;
  /** Of no difference among the arms, by F; `null` with a single block, which shows no spread. */
  p: number | null;
}

/**
 * Friedman's test of k arms over N blocks, each with one score per arm, with the F statistic of Iman and Davenport:
 * `(N - 1) chi2 / (N (k - 1) - chi2)` with k - 1 and (k - 1)(N - 1) degrees of freedom. `null` below two arms.
 *
 * Source: J. Demsar, "Statistical comparisons of classifiers over multiple data sets", JMLR 7 (2006), section 3.2.2.
 *
 * @param scores A row for each block, in the order of the arms; the higher the better.
 */
export function friedman(scores: readonly (readonly number[])[]): Friedman | null {
  const blocks = scores.length;
  const arms = scores[0]?.length ?? 0;
  if (arms < 2) return null;
  const ranks = scores.map(ranksOf);
  const meanRanks = Array.from(
    { length: arms },
    (_, arm) => ranks.reduce((sum, row) => sum + elementAt(row, arm), 0) / blocks,
  );
  const squares = meanRanks.reduce((sum, rank) => sum + rank ** 2, 0);
  const chiSquare = Math.max(0, ((12 * blocks) / (arms * (arms + 1))) * (squares - (arms * (arms + 1) ** 2) / 4));
  const left = blocks * (arms - 1) - chiSquare;
  const f = blocks === 1 || left < 1e-9 ? null : ((blocks - 1) * chiSquare) / left;
  return { meanRanks, blocks, chiSquare, f, p: pOf(f, arms - 1, blocks) };
}

/** Where all blocks agree, F is beyond all bounds. */
function pOf(f: number | null, first: number, blocks: number): number | null {
  if (blocks === 1) return null;
  const second = first * (blocks - 1);
  return f === null ? 0 : incompleteBeta(second / (second + first * f), second / 2, first / 2);
}

/** 1 for the highest; equal ones share the mean of their ranks. */
export function ranksOf(scores: readonly number[]): number[] {
  return scores.map((score) => {
    const above = scores.filter((other) => other > score).length;
    const equal = scores.filter((other) => other === score).length;
    return above + (equal + 1) / 2;
  });
}
