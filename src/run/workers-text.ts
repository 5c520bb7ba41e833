import { count } from '../present/index.ts';
import { type WorkerRow, isGone } from '../store/index.ts';

/** `3 workers, 48 places; 1 refused: data of task sums differ`; empty where there is none. */
export function workersText(rows: readonly WorkerRow[]): string {
  const here = rows.filter((one) => !isGone(one));
  const atWork = here.filter(({ state }) => state === 'working' || state === 'joining');
  const places = atWork.reduce((sum, one) => sum + one.places, 0);
  const working = atWork.length === 0 ? [] : [`${count(atWork.length, 'worker')}, ${count(places, 'place')}`];
  const others = (['refused', 'failed'] as const).flatMap((state) => {
    const all = here.filter((one) => one.state === state);
    const reasons = [...new Set(all.map(({ reason }) => reason))].join('; ');
    return all.length === 0 ? [] : [`${all.length} ${state}: ${reasons}`];
  });
  return [...working, ...others].join('; ');
}
