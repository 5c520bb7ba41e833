import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { storeKinds } from '../../tests/support/stores.ts';
import { type Run, type Store, claimRun, copyRows, createRun, deleteRun, openStore, runById } from '../store/index.ts';
import { cancelRun } from './cancel.ts';

/** What may be done to a run. @returns what came of it */
const ACTIONS: Record<string, (store: Store, run: Run) => Promise<unknown>> = {
  cancel: (store, run) => cancelRun(store, run),
  rm: (store, { id }) => deleteRun(store, id),
  claim: (store, { id }) => claimRun(store, id, () => {}).then((claim) => claim.release()),
  copy: async (store) => {
    const target = await openStore(':memory:');
    await copyRows(store, target).finally(() => target.close());
  },
};
const ALIVE = { cancel: 'stopping', rm: 'run-busy', claim: 'run-busy', copy: 'run-busy' };
const DEAD = { cancel: 'dead', rm: 'done', claim: 'done', copy: 'done' };

/** By how many milliseconds the clock of a process is off that can't be asked, and whether its heart beats. */
const CASES: readonly [string, number, boolean, object][] = [
  ['a clock that is behind', -25_000, true, ALIVE],
  ['a clock an hour ahead', 3_600_000, true, ALIVE],
  ['no sign of life for some seconds', -15_000, false, ALIVE],
  ['none for longer', -25_000, false, DEAD],
  ['none any more, and a clock that was ahead', 3_600_000, false, DEAD],
];

describe.each(storeKinds())('on $kind', ({ fresh }) => {
  const stores: Store[] = [];
  const open = async (): Promise<Store> => {
    const store = await openStore(await fresh());
    stores.push(store);
    return store;
  };
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
  });

  const beat = (store: Store, id: string, off: number) =>
    store.writer.write((db) =>
      db
        .updateTable('runs')
        .set({ owner: 'elsewhere:1:0000beef-1-17:x', heartbeat_at: sql<number>`${store.dialect.now} + ${off}` })
        .where('id', '=', id),
    );

  /** Each action on a run of its own, a copy on a store of its own. */
  async function outcomes(off: number, beats: boolean): Promise<Record<string, unknown>> {
    const [shared, copied] = [await open(), await open()];
    const each = Object.entries(ACTIONS).map(async ([name, action]) => {
      const store = name === 'copy' ? copied : shared;
      const { id } = await createRun(store, { command: 'eval', task: 't', config: {}, configHash: 'c' });
      await beat(store, id, off);
      const timer = beats ? setInterval(() => void beat(store, id, off), 300) : undefined;
      const outcome = await action(store, await runById(store, id)).then(
        (said) => said ?? 'done',
        (error: { code: string }) => error.code,
      );
      clearInterval(timer);
      return [name, outcome] as const;
    });
    return Object.fromEntries(await Promise.all(each));
  }

  it('a run is kept by a process that shows life, whatever its clock says, and lost by one that does not', async () => {
    const came = CASES.map(async ([name, off, beats]) => [name, await outcomes(off, beats)]);
    expect(await Promise.all(came)).toEqual(CASES.map(([name, , , what]) => [name, what]));
  });
});
