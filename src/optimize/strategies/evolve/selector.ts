import { seededRandom } from '../../../base/random.ts';
import type { SearchContext } from '../contract.ts';
import { drawParent } from './frontier.ts';
import { minibatch, partsOf } from './minibatch.ts';
import type { Member, Pool } from './pool.ts';
import type { EvolveSettings } from './settings.ts';

/** A parent with the minibatch that it is reflected on; none where it solves all that it could be shown. */
export interface Selection {
  parent: Member;
  items: readonly string[];
}

/** Draws parents and minibatches, always in the same order. */
export function createSelector({ settings }: Pick<SearchContext<EvolveSettings>, 'settings'>, pool: Pool) {
  const { seed, minibatch: size } = settings;
  let drawn = 0;
  const draw = (): Selection | undefined => {
    const number = drawn++;
    const parent = drawParent(pool.members(), seededRandom('evolve', seed, number));
    if (parent === undefined) return undefined;
    const items = size === null ? [] : minibatch(pool.items(), size, number, seed);
    return { parent, items: items.filter((id) => parent.scores.has(id)) };
  };
  return {
    /** As in GEPA, a minibatch that its parent solves teaches nothing: both are passed over (`skip_perfect_score`). */
    next: (): Selection | undefined => {
      const most = size === null ? 1 : partsOf(pool.items(), size);
      let selection = draw();
      for (let tried = 1; tried < most && selection !== undefined && isSolved(selection); tried++) selection = draw();
      return selection !== undefined && isSolved(selection) ? { ...selection, items: [] } : selection;
    },
  };
}

function isSolved({ parent, items }: Selection): boolean {
  return items.every((id) => (parent.scores.get(id) ?? 0) >= 1);
}
