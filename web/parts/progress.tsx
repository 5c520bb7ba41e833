import type { Progress } from '../../src/page/contract.ts';
import { count, duration } from '../../src/present/index.ts';

/** How far a run is: a bar, and the same in words. */
export function ProgressBar({ progress }: { progress: Progress }) {
  const { turn, turns, done, planned, leftMs } = progress;
  const words = [
    turns > 0 && `turn ${turn} of ${turns}`,
    `${count(done)} of ${count(planned)} item runs`,
    leftMs !== null && `about ${duration(leftMs)} left`,
  ].filter((part) => part !== false);
  return (
    <span class="progress">
      <progress max={Math.max(1, planned)} value={Math.min(done, planned)} aria-label="Item runs" />
      <span class="under">{words.join(', ')}</span>
    </span>
  );
}
