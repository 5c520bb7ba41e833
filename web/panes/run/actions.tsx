import { useState } from 'preact/hooks';
import type { RunRow } from '../../../src/page/contract.ts';
import { href } from '../../base/route.ts';
import { ActionButton } from '../../parts/confirm.tsx';
import { useReading } from '../../source/use.tsx';

const CAN_GO_ON: readonly RunRow['status'][] = ['interrupted', 'stopped', 'failed', 'cancelled'];

/** What can be done with a run: in a report nothing. @param goesOn Whether `w4s resume` takes it, as it does searches. */
export function RunActions({ row, goesOn }: { row: RunRow; goesOn: boolean }) {
  const { source } = useReading();
  if (!source.live) return null;
  return (
    <div class="buttons">
      {row.status === 'running' && (
        <ActionButton
          label="Stop"
          question="Stop this run? Calls under way are finished, all work is kept, and it can go on later."
          action={{ kind: 'stop', run: row.id }}
        />
      )}
      {goesOn && CAN_GO_ON.includes(row.status) && <Resume row={row} />}
      {row.status !== 'running' && (
        <ActionButton
          label="Delete"
          danger
          question="Delete this run for good, with its reports and exported winners? Answers that were paid for stay in the cache."
          action={{ kind: 'delete', run: row.id }}
          onDone={() => void (location.hash = href([]))}
        />
      )}
    </div>
  );
}

/** Caps count what was spent before, so that a higher one is what lets a stopped run go on. */
function Resume({ row: { id } }: { row: RunRow }) {
  const [budget, setBudget] = useState('');
  const [calls, setCalls] = useState('');
  return (
    <ActionButton
      label="Resume"
      question="Go on with this run? Nothing is paid twice. Caps count what was spent before; without one there is no cap."
      action={{ kind: 'resume', run: id, budgetUsd: numberIn(budget), maxCalls: numberIn(calls) }}
    >
      <p class="fields">
        <label>
          Budget, dollars{' '}
          <input
            type="number"
            min="0"
            step="any"
            value={budget}
            onInput={(event) => setBudget(event.currentTarget.value)}
          />
        </label>
        <label>
          Most calls{' '}
          <input
            type="number"
            min="1"
            step="1"
            value={calls}
            onInput={(event) => setCalls(event.currentTarget.value)}
          />
        </label>
      </p>
    </ActionButton>
  );
}

function numberIn(text: string): number | undefined {
  return text.trim() === '' ? undefined : Number(text);
}
