import type { CandidateView, Review } from '../../../src/page/contract.ts';
import { moment } from '../../../src/present/numbers.ts';
import { ROUTER_AUTHOR } from '../../../src/winners/contract.ts';
import { Decide } from '../../parts/decide.tsx';
import { useReading } from '../../source/use.tsx';

export interface ReviewBoxProps {
  run: string;
  label: string;
  view: CandidateView;
  /** Reads it again. */
  again: () => void;
}

/** The decisions on this exact text, and the buttons that make one. */
export function ReviewBox({ run, label, view: { reviews, candidate, hash }, again }: ReviewBoxProps) {
  const { source } = useReading();
  if (candidate.code === null) return null;
  const [last, ...earlier] = reviews;
  return (
    <div class="review">
      <p>{last === undefined ? undecided(candidate.writtenBy) : <Decided review={last} />}</p>
      {earlier.length > 0 && (
        <details>
          <summary>Before that</summary>
          <ul>
            {earlier.map((review, i) => (
              <li key={i}>
                <Decided review={review} />
              </li>
            ))}
          </ul>
        </details>
      )}
      {source.live && hash !== null && <Decide run={run} candidate={label} hash={hash} onDone={again} />}
    </div>
  );
}

function undecided(writtenBy: string | null): string {
  const router = ' A router needs no decision of its own: it stands as its programs do.';
  return `Nobody has decided on this code yet.${writtenBy === ROUTER_AUTHOR ? router : ''}`;
}

function Decided({ review: { decision, by, at, note } }: { review: Review }) {
  return (
    <>
      <strong class={`status ${decision === 'approved' ? 'scored' : 'failed'}`}>{decision}</strong> by {by},{' '}
      {moment(at)}
      {note !== null && `: ${note}`}
    </>
  );
}
