import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeTask } from '../../../tests/support/fake-task.ts';
import { temporaryFolders } from '../../../tests/support/temporary.ts';
import { fakeModel } from '../../model/testing.ts';
import { readTrajectories } from '../../rlao/read.ts';
import { recomputeRewards } from '../../rlao/recompute.ts';
import { openStore } from '../../store/index.ts';
import { type StrategyName, optimize } from '../index.ts';
import { STRATEGIES } from './index.ts';

const folder = temporaryFolders();
/** How many of four items each program is right on, by turn and slot: parents below the best, and falls. */
const RIGHT = [
  [1, 3],
  [2, 1],
  [2, 3],
  [4, 2],
];
const program = (right: number) =>
  `\`\`\`python\ndef workflow(agent, task):\n    a, b = [int(part) for part in task[8:-1].split(" + ")]\n    return {"answer": str(a + b) if a < ${right} else ""}\n\`\`\``;

test.each(Object.keys(STRATEGIES) as StrategyName[])(
  'training reads the rewards of a search by %s as they were given',
  async (strategy) => {
    const store = join(folder(), 'store.db');
    const { run } = await optimize({
      strategy,
      guide: strategy === 'guide' ? 'Ask twice.' : undefined,
      store,
      meta: fakeModel((_, sample) => program(RIGHT[Math.floor(sample / 1_000) - 1]?.[sample % 1_000] ?? 0)),
      executor: fakeModel(() => '?'),
      task: fakeTask({ validation: 4 }),
      turns: 4,
      candidates: 2,
      test: 0,
      racing: 'off',
      review: 'never',
      config: {},
    });
    const opened = await openStore(store);
    const [read] = await readTrajectories(opened, [run]);
    await opened.close();
    const { judged, mismatches } = recomputeRewards(read!);
    expect(judged.size).toBe(8);
    expect(mismatches).toEqual([]);
  },
);
