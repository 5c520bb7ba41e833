import { join } from 'node:path';
import { runNamed } from '../../store/index.ts';
import { historyOf, voteWorkflow, winnerOf } from '../study/index.ts';
import { scoreWorkflow } from '../../score/index.ts';
import { loadTask } from '../../task/index.ts';
import { type Design, familyOf, seedsOf } from './design.ts';
import { type Place, isTested, sideBySide } from './place.ts';
import { searchName, sessionOf } from './search.ts';
import { searchTask } from './tasks.ts';

/** The searches whose winners' calls the votes match. */
const MATCHED = 'rlao-rank';

/** Tests votes with as many plain answers as each winner of {@link MATCHED} makes calls, on the same test items. */
export async function testVotes(place: Place): Promise<void> {
  const { design, store } = place;
  const learner = design.learners.find(({ name }) => name === MATCHED);
  if (learner === undefined) return;
  const jobs = seedsOf(design, learner).flatMap((seed) => design.heldOut.map((task) => ({ seed, task })));
  await sideBySide(place, jobs, async ({ seed, task }) => {
    const name = voteName(design, seed, task);
    const search = await runNamed(store, searchName(design, { learner, seed, task }));
    if (search === undefined || (await isTested(place, name))) return;
    const drawn = await searchTask(task, seed, place);
    const asked = typeof drawn === 'string' ? await loadTask(drawn, { dataDir: place.dataDir, env: place.env }) : drawn;
    const { callsPerItem } = winnerOf(await historyOf(store, search.id));
    const { workflow } = await voteWorkflow(callsPerItem, asked, join(store.home ?? '.', 'votes'));
    await scoreWorkflow({
      ...sessionOf(place),
      name,
      workflow,
      task: drawn,
      executor: place.models.executor,
      split: 'test',
      limit: design.searching.test,
      seed,
      maxTokens: design.tokens.executor,
    });
  });
}

export function voteName({ name }: Design, seed: number, task: string): string {
  return `${name}/by-hand/vote/s${seed}/${familyOf(task)}`;
}
