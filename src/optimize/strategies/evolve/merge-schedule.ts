import { seededRandom } from '../../../base/random.ts';
import type { SearchContext } from '../contract.ts';
import { paretoFrontier } from './frontier.ts';
import { type Merge, drawMerge } from './merge.ts';
import type { Member, Pool } from './pool.ts';
import type { EvolveSettings } from './settings.ts';

/**
 * When two programs are merged. As in GEPA, a merge is due after a turn that brought a new program by mutation, no pair
 * is merged twice, and only merges that join the pool count. The compact prompt has no room for two programs.
 */
export function createMergeSchedule({ settings }: Pick<SearchContext<EvolveSettings>, 'settings'>, pool: Pool) {
  const { seed, merges: most, prompt } = settings;
  const done = new Set<string>();
  let joined = 0;
  let isDue = false;
  return {
    next: (turn: number): Merge<Member> | undefined => {
      if (!isDue || joined >= most || prompt === 'compact') return undefined;
      isDue = false;
      const members = pool.members();
      const random = seededRandom('merge', seed, turn);
      const merge = drawMerge(members, paretoFrontier(members), (a, b) => done.has(keyOf(a, b)), random);
      if (merge !== undefined) done.add(keyOf(...merge.pair));
      return merge;
    },
    /** Hears which candidates of a turn joined the pool. */
    hear: (origins: readonly { isMerge: boolean }[]): void => {
      joined += origins.filter(({ isMerge }) => isMerge).length;
      isDue = origins.some(({ isMerge }) => !isMerge);
    },
  };
}

function keyOf(a: Member, b: Member): string {
  return `${a.id} ${b.id}`;
}
