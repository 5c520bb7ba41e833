import { useState } from 'preact/hooks';
import { href } from '../../base/route.ts';
import { ActionButton } from '../../parts/confirm.tsx';
import { Empty } from '../../parts/states.tsx';
import { useReading } from '../../source/use.tsx';
import { type Field, fieldsOf, missingIn, wordsOf } from './fields.ts';

/** A form for a run, which is started as a process of its own. */
export function StartPane() {
  const { source } = useReading();
  const [command, setCommand] = useState<'optimize' | 'eval'>('optimize');
  const [values, setValues] = useState<Record<string, string>>({});
  if (!source.live) return <Empty title="A report starts nothing" />;
  const fields = fieldsOf(command);
  const words = wordsOf(fields, values);
  const missing = missingIn(fields, values);
  return (
    <>
      <h1>Start a run</h1>
      <p class="quiet">
        It is a process of its own, in the folder where <code>w4s ui</code> was started, and outlives this page.
      </p>
      <fieldset class="choice">
        <legend>What</legend>
        {(['optimize', 'eval'] as const).map((one) => (
          <label key={one}>
            <input type="radio" name="command" checked={one === command} onChange={() => setCommand(one)} />{' '}
            {one === 'optimize' ? 'search for a workflow' : 'evaluate one workflow'}
          </label>
        ))}
      </fieldset>
      <form class="form" onSubmit={(event) => event.preventDefault()}>
        {fields.map((field) => (
          <Input
            key={field.name}
            field={field}
            value={values[field.name] ?? ''}
            set={(value) => setValues({ ...values, [field.name]: value })}
          />
        ))}
      </form>
      <pre class="wrap" aria-label="The command" tabIndex={0} role="region">
        w4s {[command, ...words].join(' ')}
      </pre>
      {missing.length > 0 && <p role="status">Still needed: {missing.join(', ')}.</p>}
      <div class="buttons">
        <ActionButton
          label="Start"
          disabled={missing.length > 0}
          question="Start this run? With models that cost money it begins to pay at once, up to its caps."
          action={{ kind: 'start', request: { command, words } }}
          onDone={() => void (location.hash = href([]))}
        />
      </div>
    </>
  );
}

function Input({ field, value, set }: { field: Field; value: string; set: (value: string) => void }) {
  const { name, label, hint, isNumber = false } = field;
  return (
    <p>
      <label for={`field-${name}`}>{label}</label>
      <input
        id={`field-${name}`}
        type="text"
        inputMode={isNumber ? 'decimal' : 'text'}
        value={value}
        required={field.isNeeded}
        aria-describedby={`hint-${name}`}
        autoComplete="off"
        spellcheck={false}
        onInput={(event) => set(event.currentTarget.value)}
      />
      <span class="under" id={`hint-${name}`}>
        {hint}
      </span>
    </p>
  );
}
