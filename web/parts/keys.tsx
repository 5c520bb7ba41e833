import { useEffect, useRef } from 'preact/hooks';
import { href } from '../base/route.ts';

const KEYS: readonly (readonly [string, string])[] = [
  ['/', 'to the filter'],
  ['Esc', 'out of it'],
  ['j, k', 'next and previous row'],
  ['Enter', 'open it'],
  ['x', 'mark the row to compare it'],
  ['r', 'to the runs'],
  ['u', 'one level up'],
  ['?', 'this list'],
];

/** One key does one thing, wherever no text is typed. */
export function useKeys(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && event.target instanceof HTMLElement && 'filter' in event.target.dataset)
        event.target.blur();
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const action = ACTIONS[event.key];
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}

/** The list of keys, and the button that opens it. */
export function KeyHelp() {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <button type="button" class="quiet" id="keys" onClick={() => dialog.current?.showModal()}>
        Keys
      </button>
      <dialog ref={dialog} aria-labelledby="keys-title">
        <h2 id="keys-title">Keys</h2>
        <dl class="keys">
          {KEYS.map(([key, what]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog">
          <button>Close</button>
        </form>
      </dialog>
    </>
  );
}

const ACTIONS: Record<string, () => void> = {
  '/': () => document.querySelector<HTMLElement>('[data-filter]')?.focus(),
  j: () => move(1),
  k: () => move(-1),
  x: () => document.activeElement?.closest('tr')?.querySelector<HTMLElement>('[data-pick]')?.click(),
  r: () => void (location.hash = href([])),
  u: () => void (location.hash = document.querySelector<HTMLAnchorElement>('[data-up]')?.hash ?? location.hash),
  '?': () => document.getElementById('keys')?.click(),
};

/** Moves between what leads on from a row. */
function move(by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.findIndex((row) => row === document.activeElement);
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
  next?.focus();
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.matches('textarea, select, input:not([type=checkbox], [type=radio])') || target.closest('dialog') !== null)
  );
}
