import { useState } from 'preact/hooks';
import type { HintLine } from '../../../src/page/contract.ts';
import { moment } from '../../../src/present/numbers.ts';
import { ActionButton } from '../../parts/confirm.tsx';
import { Section } from '../../parts/figures.tsx';
import { useReading } from '../../source/use.tsx';

/** What persons told the meta-agent, and a field to tell it more while turns are to come. */
export function Hints({ run, hints, closed }: { run: string; hints: readonly HintLine[]; closed: string | null }) {
  const { source } = useReading();
  const canHint = source.live && closed === null;
  if (hints.length === 0 && !canHint) return null;
  return (
    <Section title="Hints to the meta-agent">
      {hints.length > 0 && (
        <ul class="plain">
          {hints.map(({ text, by, at, turn }) => (
            <li key={at + text}>
              {text}{' '}
              <span class="quiet">
                {by}, {moment(at)}, {turn === null ? waits(closed) : `read in turn ${turn}`}
              </span>
            </li>
          ))}
        </ul>
      )}
      {canHint && <HintForm run={run} />}
    </Section>
  );
}

/** What became of what no turn has taken. */
export function waits(closed: string | null): string {
  return closed === null ? 'waits for the next turn' : 'came after the last turn began';
}

function HintForm({ run }: { run: string }) {
  const [text, setText] = useState('');
  return (
    <>
      <p class="fields">
        <label>
          The next turn reads it{' '}
          <textarea value={text} rows={3} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
      </p>
      <div class="buttons">
        <ActionButton
          label="Give the hint"
          disabled={text.trim() === ''}
          action={{ kind: 'hint', run, text }}
          onDone={() => setText('')}
        />
      </div>
    </>
  );
}
