import { useState } from 'preact/hooks';
import type { CandidateView } from '../../../src/page/contract.ts';
import { moment } from '../../../src/present/index.ts';
import { ActionButton } from '../../parts/confirm.tsx';
import { useReading } from '../../source/use.tsx';

export interface ReviewBoxProps {
  run: string;
  label: string;
  view: CandidateView;
}

/** The decision on this exact text, and the buttons that make one. */
export function ReviewBox({ run, label, view: { review, candidate } }: ReviewBoxProps) {
  const { source } = useReading();
  const [note, setNote] = useState('');
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
      {source.live && (
        <div class="buttons">
          {(['approved', 'rejected'] as const).map((decision) => (
            <ActionButton
              key={decision}
              label={NAMES[decision]}
              danger={decision === 'rejected'}
              question={`${NAMES[decision]} exactly this code? It is put on record with your name.`}
              action={{ kind: 'review', run, candidate: label, decision, note: note === '' ? undefined : note }}
            >
              <p class="fields">
                <label>
                  Note <input type="text" value={note} onInput={(event) => setNote(event.currentTarget.value)} />
                </label>
              </p>
            </ActionButton>
          ))}
        </div>
      )}
    </div>
  );
}

const NAMES = { approved: 'Approve', rejected: 'Reject' };

function Decision({ decision }: { decision: string }) {
  return <strong class={`status ${decision === 'approved' ? 'scored' : 'failed'}`}>{decision}</strong>;
}
