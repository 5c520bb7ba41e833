import { openingsOf, openingsOfSplit } from '../store/index.ts';
import type { RunReport } from './contract.ts';
import { type Facts, iso } from './facts.ts';

export async function openings({ store, run, config }: Facts): Promise<RunReport['testOpenings']> {
  return (await openingsOf(store, run.id)).map(({ at, evaluation_id: id, reason }) => {
    const candidate = id
      .replace(/\/test$/, '')
      .split('/')
      .at(-1);
    return { at: iso(at), subject: `${candidate} (${reason})`, items: Number(config.test ?? 0) };
  });
}

export async function testLooks({ store, run: { id, task } }: Facts): Promise<RunReport['testLooks']> {
  const own = await openingsOf(store, id);
  const splitHash = own.find(({ split_hash: hash }) => hash !== null)?.split_hash ?? '';
  const { count, last } =
    own.length === 0 ? { count: 0, last: null } : await openingsOfSplit(store, { task, splitHash });
  return last === null ? null : { count, lastRun: last.run, lastAt: iso(last.at) };
}
