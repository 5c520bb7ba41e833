import type { PendingReview } from '../../../src/page/contract.ts';
import { count, moment } from '../../../src/present/numbers.ts';
import { href } from '../../base/route.ts';
import { Code } from '../../parts/code.tsx';
import { Decide } from '../../parts/decide.tsx';
import { Findings } from '../../parts/findings.tsx';
import { Shown } from '../../parts/states.tsx';
import type { Read } from '../../source/use.tsx';

/** What waits for a person, what holds up a search first. */
export function ReviewPane({ read }: { read: Read<PendingReview[]> }) {
  return (
    <>
      <h1>Review</h1>
      <Shown read={read}>
        {(pending) =>
          pending.length === 0 ? (
            <p class="quiet">Nothing waits for a decision.</p>
          ) : (
            pending.map((one) => <Pending key={`${one.run} ${one.hash}`} pending={one} again={read.again} />)
          )
        }
      </Shown>
    </>
  );
}

function Pending({ pending, again }: { pending: PendingReview; again: () => void }) {
  const { run, candidate, task, hash, code, findings, role, blocks, since } = pending;
  const loose = findings.filter(({ line }) => line === null);
  return (
    <section class="pending" aria-label={`${run}/${candidate}`}>
      <h2>
        <a data-row href={href(['run', run, 'candidate', candidate])}>
          {run}/{candidate}
        </a>{' '}
        {blocks && <span class="status held">its search waits</span>}
      </h2>
      <p class="meta">
        <span>{role === 'winner' ? 'winner, before it leaves its run' : 'candidate, before it is run'}</span>
        <span>{task}</span>
        <span>since {moment(since)}</span>
        <span>{count(findings.length, 'finding')}</span>
      </p>
      <p class="meta">
        <span>
          SHA-256 <code>{hash}</code>
        </span>
      </p>
      <Findings findings={loose} />
      <Code code={code} findings={findings} />
      <Decide run={run} candidate={candidate} hash={hash} onDone={again} />
    </section>
  );
}
