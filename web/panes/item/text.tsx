import { headOf } from '../../../src/base/clip.ts';

/** Lines and characters that are shown before the rest is asked for. */
const LINES = 4;
const CHARACTERS = 400;

export interface TextProps {
  name: string;
  text: string;
  /** Something went wrong. */
  bad?: boolean;
  /** A program wrote it: every character has its place. */
  mono?: boolean;
  /** Shows all of it at once, unless it is very long. */
  open?: boolean;
}

/** A foreign text under its name, folded after its first lines. */
export function Text({ name, text, bad = false, mono = false, open = false }: TextProps) {
  const head = beginning(text, open ? 5 : 1);
  const kind = `passage${bad ? ' bad' : ''}${mono ? ' mono' : ''}`;
  if (head.length === text.length)
    return (
      <div class={kind}>
        <span class="name">{name}</span>
        <div class="body">{text === '' ? <span class="quiet">empty</span> : text}</div>
      </div>
    );
  return (
    <details class={kind}>
      <summary>
        <span class="name">{name}</span>
        <span class="body">{head}…</span>
      </summary>
      <div class="body">{text}</div>
    </details>
  );
}

function beginning(text: string, times: number): string {
  let end = 0;
  for (let line = 0; line < LINES * times && end >= 0; line++) end = text.indexOf('\n', end + 1);
  return headOf(text, Math.min(end < 0 ? text.length : end, CHARACTERS * times));
}
