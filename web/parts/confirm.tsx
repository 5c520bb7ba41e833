import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Action } from '../../src/page/contract.ts';
import { useReading } from '../source/use.tsx';
import { Failed } from './states.tsx';

export interface ActionButtonProps {
  label: string;
  /** Asked before it is done; absent for what can be undone. */
  question?: string;
  action: Action;
  danger?: boolean;
  disabled?: boolean;
  onDone?: (text: string) => void;
  /** Fields of the question. */
  children?: ComponentChildren;
}

/** Asks for an action, and tells what it came to. */
export function ActionButton({
  label,
  question,
  action,
  danger = false,
  disabled = false,
  onDone,
  children,
}: ActionButtonProps) {
  const { source } = useReading();
  const dialog = useRef<HTMLDialogElement>(null);
  const [state, setState] = useState<{ busy?: boolean; error?: Error; text?: string }>({});
  if (!source.live) return null;
  const go = async (): Promise<void> => {
    setState({ busy: true });
    try {
      const { text } = await source.act(action);
      setState({ text });
      dialog.current?.close();
      onDone?.(text);
    } catch (error) {
      setState({ error: error as Error });
    }
  };
  const press = (): void => (question === undefined ? void go() : dialog.current?.showModal());
  return (
    <>
      <button type="button" class={danger ? 'danger' : undefined} disabled={disabled || state.busy} onClick={press}>
        {label}
      </button>
      <span role="status" class="told">
        {state.text}
      </span>
      {question === undefined && state.error !== undefined && <Failed error={state.error} />}
      {question !== undefined && (
        <dialog ref={dialog} aria-label={label}>
          <p>{question}</p>
          {children}
          {state.error !== undefined && <Failed error={state.error} />}
          <div class="buttons">
            <button type="button" class={danger ? 'danger' : undefined} disabled={state.busy} onClick={() => void go()}>
              {label}
            </button>
            <button type="button" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
          </div>
        </dialog>
      )}
    </>
  );
}
