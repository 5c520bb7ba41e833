import { valueUnder } from '../../base/lists.ts';
import { Template } from '@huggingface/jinja';
import type { Message } from '../../model/contract.ts';
import { withoutSystem } from '../../model/without-system.ts';

export interface Vocabulary {
  /** Markers such as `<|im_start|>` and their token ids. */
  control: ReadonlyMap<string, number>;
  /** Empty if the file names none. */
  bos: string;
  eos: string;
  /** Plain text only: a marker in it is read literally. */
  tokenize(text: string): number[];
}

export interface ChatFormat {
  /** Token ids of a chat, up to the start of the assistant's answer. @throws what the template raises. */
  encode(messages: readonly Message[]): number[];
}

/**
 * The file's own `tokenizer.chat_template`. Markers count only where the template writes them: the same letters inside
 * a message are text, so that a message can't end its own turn. Text between two markers is tokenized in one piece, as
 * in training, and no tokens are added beyond the template's. If the template has no place for a system message, it
 * goes before the user's text.
 */
export function chatFormat(source: string, { control, bos, eos, tokenize }: Vocabulary): ChatFormat {
  const template = new Template(source);
  const markers = markerPattern([...control.keys()]);
  const render = (messages: readonly Message[]): string =>
    template.render({
      messages,
      add_generation_prompt: true,
      bos_token: bos,
      eos_token: eos,
      tools: null,
      documents: null,
    });
  const takesSystem = hasSystem(render);
  return {
    encode: (given) => {
      const messages = takesSystem ? given : withoutSystem(given);
      const guard = unusedCharacter([source, ...messages.map(({ content }) => content)]);
      const guarded = messages.map(({ role, content }) => ({
        role,
        content: content.replace(markers, (marker) => withGuard(marker, guard)),
      }));
      const text = render(guarded);
      return pieces(text, markers).flatMap(({ text, isMarker }) =>
        isMarker ? valueUnder(control, text) : tokenize(text.replaceAll(guard, '')),
      );
    },
  };
}

/** Some templates raise an error for a system message, others drop it silently. */
function hasSystem(render: (messages: readonly Message[]) => string): boolean {
  try {
    return render([
      { role: 'system', content: 'w4s-probe' },
      { role: 'user', content: 'x' },
    ]).includes('w4s-probe');
  } catch {
    return false;
  }
}

/** The marker with an inserted character that disables it; removed again before tokenizing. */
function withGuard(marker: string, guard: string): string {
  const [first = '', ...rest] = marker;
  return first + guard + rest.join('');
}

/** Longest first, so that `<|end|>` does not hide `<|end|>x`. Matches nothing if there are no markers. */
function markerPattern(markers: readonly string[]): RegExp {
  const escaped = markers
    .filter((marker) => marker.length > 1)
    .sort((a, b) => b.length - a.length)
    .map((marker) => marker.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'));
  return new RegExp(escaped.length === 0 ? '(?!)' : escaped.join('|'), 'g');
}

function pieces(text: string, markers: RegExp): { text: string; isMarker: boolean }[] {
  const found: { text: string; isMarker: boolean }[] = [];
  let end = 0;
  for (const match of text.matchAll(markers)) {
    found.push({ text: text.slice(end, match.index), isMarker: false }, { text: match[0], isMarker: true });
    end = match.index + match[0].length;
  }
  return [...found, { text: text.slice(end), isMarker: false }].filter((piece) => piece.text !== '');
}

/** From the private use area of Unicode. */
function unusedCharacter(texts: readonly string[]): string {
  let code = 0xe000;
  while (texts.some((text) => text.includes(String.fromCharCode(code)))) code++;
  return String.fromCharCode(code);
}
