import { useState } from 'preact/hooks';
import { ActionButton } from './confirm.tsx';

export interface DecideProps {
  run: string;
  candidate: string;
  /** Of the code that is shown beside. */
  hash: string;
  onDone?: () => void;
}

/** Approve or reject exactly this code, with a note. */
export function Decide({ run, candidate, hash, onDone }: DecideProps) {
  const [note, setNote] = useState('');
  return (
    <div class="buttons">
      {(['approved', 'rejected'] as const).map((decision) => (
        <ActionButton
          key={decision}
          label={NAMES[decision]}
          danger={decision === 'rejected'}
          question={`${NAMES[decision]} exactly this code of ${candidate}? It is put on record with your name.`}
          action={{ kind: 'review', run, candidate, hash, decision, note: note === '' ? undefined : note }}
          onDone={onDone}
        >
          <p class="fields">
            <label>
              Note <input type="text" value={note} onInput={(event) => setNote(event.currentTarget.value)} />
            </label>
          </p>
        </ActionButton>
      ))}
    </div>
  );
}

const NAMES = { approved: 'Approve', rejected: 'Reject' };
