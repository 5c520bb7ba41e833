import type { CandidateView } from '../../../src/page/contract.ts';
import { moment } from '../../../src/present/numbers.ts';
import { Decide } from '../../parts/decide.tsx';
import { useReading } from '../../source/use.tsx';

export interface ReviewBoxProps {
  run: string;
  label: string;
  view: CandidateView;
  /** Reads it again. */
  again: () => void;
}

/** The decision on this exact text, and the buttons that make one. */
export function ReviewBox({ run, label, view: { review, candidate, hash }, again }: ReviewBoxProps) {
  const { source } = useReading();
  if (candidate.code === null) return null;
  const decided = review === null ? 'Nobody has decided on this code yet.' : null;
  return (
    <div class="review">
      <p>
        {decided}
        {review !== null && (
          <>
            <Decision decision={review.decision} /> by {review.by}, {moment(review.at)}
            {review.note !== null && `: ${review.note}`}
          </>
        )}
      </p>
      {source.live && hash !== null && <Decide run={run} candidate={label} hash={hash} onDone={again} />}
    </div>
  );
}

function Decision({ decision }: { decision: string }) {
  return <strong class={`status ${decision === 'approved' ? 'scored' : 'failed'}`}>{decision}</strong>;
}
