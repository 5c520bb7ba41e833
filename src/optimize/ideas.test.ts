import { expect, it } from 'vitest';
import { fakeTask } from '../../tests/support/fake-task.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { fakeModel } from '../model/testing.ts';
import { openSession } from '../session/index.ts';
import { type OptimizeOptions, checkSearch, estimateOptimize, optimize } from './index.ts';

const folder = temporaryFolders();
const unasked = (id: string) =>
  fakeModel(
    () => {
      throw new Error('nothing is to be asked');
    },
    { id },
  );
const given = {
  task: { ...fakeTask(), kind: 'code' },
  executor: unasked('fake:executor'),
  meta: unasked('fake:meta'),
  ideas: 'told',
  start: 'none',
  config: {},
  env: {},
} as const satisfies OptimizeOptions;

it.each<[string, Partial<OptimizeOptions>]>([
  ['a search', {}],
  ['a collection of trajectories', { command: 'collect' }],
  ['a search with a guide', { strategy: 'guide', guide: 'Ask twice.' }],
  ['a portfolio', { strategy: 'portfolio' }],
])('%s with ideas is refused for a programming task before there is a run', async (_, more) => {
  const store = `${folder()}/w4s.db`;
  const options = { ...given, ...more, store };
  const refused = expect.objectContaining({ code: 'conflicting-settings', exitCode: 2 });
  await expect(optimize(options)).rejects.toEqual(refused);
  await expect(estimateOptimize(options)).rejects.toEqual(refused);
  const session = await openSession(options);
  try {
    await expect(checkSearch(session, options)).rejects.toEqual(refused);
    expect(await session.store.db.selectFrom('runs').selectAll().execute()).toEqual([]);
  } finally {
    await session.close();
  }
});
