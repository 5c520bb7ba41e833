import { count, interval, NONE, percent } from '../../src/present/index.ts';
import type { RunFacts, SplitScore } from '../../src/report/contract.ts';

/** `72.7 % [68.6, 76.4] n 500`; `narrow` on two lines. */
export function Score({ score, narrow = false }: { score: SplitScore | null; narrow?: boolean }) {
  if (score === null) return <span class="quiet">{NONE}</span>;
  const items = `n ${count(score.n)}${score.missing > 0 ? `, ${count(score.missing)} missing` : ''}`;
  if (score.accuracy === null)
    return (
      <>
        inconclusive <span class="range">{items}</span>
      </>
    );
  return (
    <>
      {percent(score.accuracy)}{' '}
      <span class={narrow ? 'under' : 'range'}>
        {interval(score.interval)} {items}
      </span>
    </>
  );
}

export function Status({ status }: { status: RunFacts['status'] | string }) {
  return <span class={`status ${status}`}>{status}</span>;
}
