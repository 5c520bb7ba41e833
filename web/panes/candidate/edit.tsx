import { useEffect, useRef, useState } from 'preact/hooks';
import { printable } from '../../../src/base/printable.ts';
import type { CandidateView } from '../../../src/page/contract.ts';
import { setQuery, useRoute } from '../../base/route.ts';
import { ActionButton } from '../../parts/confirm.tsx';
import { useReading } from '../../source/use.tsx';

export interface EditBoxProps {
  run: string;
  label: string;
  code: string;
  closed: CandidateView['closed'];
}

/** Makes another workflow of this one, which the search evaluates as a candidate of the person who wrote it. */
export function EditBox({ run, label, code, closed }: EditBoxProps) {
  const { source } = useReading();
  const isOpen = useRoute().query.edit === 'on';
  const [told, setTold] = useState('');
  const opener = useRef<HTMLButtonElement>(null);
  if (!source.live) return null;
  const open = (): void => {
    setTold('');
    setQuery({ edit: 'on' });
  };
  const close = (text: string): void => {
    setTold(text);
    setQuery({ edit: '' });
    opener.current?.focus();
  };
  return (
    <>
      <div class="buttons">
        <button type="button" ref={opener} aria-expanded={isOpen} onClick={isOpen ? () => close('') : open}>
          Edit
        </button>
        <span role="status" class="told">
          {told}
        </span>
      </div>
      {isOpen && closed !== null && <Closed {...closed} />}
      {isOpen && closed === null && <Editor run={run} label={label} code={code} close={close} />}
    </>
  );
}

function Editor({ run, label, code, close }: Omit<EditBoxProps, 'closed'> & { close: (told: string) => void }) {
  const [text, setText] = useState(code);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <div class="editor">
      <label>
        Your version of {label}
        <textarea
          ref={field}
          value={text}
          rows={Math.min(30, code.split('\n').length + 3)}
          spellcheck={false}
          autocapitalize="off"
          autocomplete="off"
          wrap="off"
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      {printable(text) !== text && (
        <p class="quiet">It holds characters that a field does not show; the code below names them.</p>
      )}
      <p class="quiet">
        The next turn tries it and evaluates it like every candidate, without repairs. It is put on record with your
        name.
      </p>
      <div class="buttons">
        <ActionButton
          label="Evaluate"
          disabled={text === code || text.trim() === ''}
          action={{ kind: 'submit', run, from: label, code: text }}
          onDone={close}
        />
        <button type="button" onClick={() => close('')}>
          Cancel
        </button>
      </div>
    </div>
  );
}

function Closed({ message, hint }: NonNullable<CandidateView['closed']>) {
  return (
    <div class="notice" role="note">
      <p>
        <strong>{message} that could take your version.</strong> {hint}
      </p>
    </div>
  );
}
