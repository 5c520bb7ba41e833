import { count } from '../../../src/present/index.ts';
import { proposalSentences } from '../../../src/proposals/wording.ts';
import type { RunReport } from '../../../src/report/contract.ts';

type Proposals = RunReport['proposals'];

/** What became of the workflows that were written: a bar of shares, and the same in words. */
export function BrokenShare({ proposals }: { proposals: Proposals }) {
  if (proposals.candidates === 0) return null;
  const parts = partsOf(proposals).filter(({ number }) => number > 0);
  return (
    <>
      <div class="shares" role="img" aria-label={parts.map(({ name, number }) => `${name} ${number}`).join(', ')}>
        {parts.map(({ name, kind, number }) => (
          <span key={kind} class={`share ${kind}`} style={{ flexGrow: number }} title={`${name}: ${number}`} />
        ))}
      </div>
      <ul class="legend">
        {parts.map(({ name, kind, number }) => (
          <li key={kind}>
            <i class={`swatch ${kind}`} aria-hidden="true" />
            {name} {count(number)}
          </li>
        ))}
      </ul>
      <p class="quiet">{proposalSentences(proposals).join(' ')}</p>
    </>
  );
}

function partsOf({ broken, passedAtOnce, passedAfterRepairs, held }: Proposals) {
  return [
    { kind: 'at-once', name: 'Passed its trial at once', number: passedAtOnce.count },
    { kind: 'repaired', name: 'After repairs', number: passedAfterRepairs.count },
    { kind: 'broken', name: 'Broken', number: broken.count },
    { kind: 'held', name: 'Held for review', number: held },
  ];
}
