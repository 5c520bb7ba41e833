import type { Ending, LiveRun } from '../run/index.ts';

/** How a run of evaluations ended. A cap that was reached by the last item has ended nothing. */
export function endingOf({ stop }: LiveRun, isStopped: boolean): Ending {
  const isCut = isStopped || stop.ending?.status === 'failed';
  return (isCut ? stop.ending : undefined) ?? { status: 'done', reason: null };
}
