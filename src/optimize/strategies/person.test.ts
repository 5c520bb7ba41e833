import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeTask } from '../../../tests/support/fake-task.ts';
import { temporaryFolders } from '../../../tests/support/temporary.ts';
import { fakeModel } from '../../model/testing.ts';
import { candidatesOf, openStore, saveSubmission } from '../../store/index.ts';
import { type StrategyName, optimize } from '../index.ts';
import { STRATEGIES } from './index.ts';

const folder = temporaryFolders();
const answering = (text: string): string => `def workflow(agent, task):\n    return {"answer": "${text}"}\n`;

test.each(Object.keys(STRATEGIES) as StrategyName[])(
  'a search by %s goes on with the workflow that a person wrote',
  async (strategy) => {
    const path = join(folder(), 'store.db');
    const store = await openStore(path);
    const saved: Promise<unknown>[] = [];
    const { run, status } = await optimize({
      strategy,
      guide: strategy === 'guide' ? 'Ask twice.' : undefined,
      store: path,
      meta: fakeModel((_, sample) => `\`\`\`python\n${answering(`none ${sample}`)}\`\`\``),
      executor: fakeModel(() => '?'),
      task: fakeTask({ validation: 4 }),
      turns: 5,
      test: 0,
      racing: 'off',
      review: 'never',
      config: {},
      onEvent: ({ type, run: runId }) => {
        if (type === 'run-started')
          saved.push(saveSubmission(store, { runId, code: answering('mine'), parentId: `${runId}/t00c0`, by: 'ada' }));
      },
    });
    await Promise.all(saved);
    const mine = (await candidatesOf(store, run)).filter((one) => one.written_by === 'ada');
    await store.close();
    expect(status).toBe('done');
    expect(mine).toMatchObject([{ status: 'scored', accuracy: 0, slot: 1 }]);
  },
);
