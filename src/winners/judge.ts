import { type ItemScore, type PairedDifference, holmAdjusted, pairedDifference } from '../statistics/index.ts';

/** A router's p has to be below it. */
export const LEVEL = 0.05;

/** Against the best single program, in pairs. */
export interface Verdict {
  /** Router minus single program; `null` where no item was scored in both. */
  difference: PairedDifference | null;
  /** One-sided: that it is no better; adjusted by Holm where two routers were tried. */
  p: number;
  isBetter: boolean;
}

/** Whether routers are worth more than the best single program, each tested on the items that both scored. */
export function judge(routers: readonly (readonly ItemScore[])[], single: readonly ItemScore[]): Verdict[] {
  const differences = routers.map((scores) => pairedDifference(scores, single));
  const adjusted = holmAdjusted(differences.map(oneSided));
  return differences.map((difference, i) => {
    const p = adjusted[i] ?? 1;
    return { difference, p, isBetter: p < LEVEL };
  });
}

/** Both tests are symmetric: half of the two-sided p lies on the side of the difference. */
function oneSided(difference: PairedDifference | null): number {
  if (difference === null || difference.difference <= 0) return 1;
  return difference.p / 2;
}
