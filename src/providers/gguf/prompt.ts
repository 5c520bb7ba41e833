import { valueUnder } from '../../base/lists.ts';
import { Template } from '@huggingface/jinja';
import type { Json } from '../../base/json.ts';
import { type Message, toolShape } from '../../model/contract.ts';
import { withoutSystem } from '../../model/without-system.ts';
import type { ToolFacts } from '../../tools/contract.ts';
import { templateMessage } from './template-shape.ts';

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
  /** Whether the template has a place for tools. */
  readonly takesTools: boolean;
  /** Token ids of a chat, up to the start of the assistant's answer. @throws what the template raises. */
  encode(messages: readonly Message[], tools?: readonly ToolFacts[]): number[];
}

/** As the template is given it: messages and tools in the form that servers take. */
type Render = (messages: readonly Json[], tools: readonly Json[]) => string;

/**
 * The file's own `tokenizer.chat_template`. Markers count only where the template writes them: the same letters inside
 * a message or a tool's description are text, so that a message can't end its own turn. Text between two markers is
 * tokenized in one piece, as in training, and no tokens are added beyond the template's. If the template has no place
 * for a system message, it goes before the user's text.
 */
export function chatFormat(source: string, { control, bos, eos, tokenize }: Vocabulary): ChatFormat {
  const template = new Template(source);
  const markers = markerPattern([...control.keys()]);
  const render: Render = (messages, tools) =>
    template.render({
      messages,
      add_generation_prompt: true,
      bos_token: bos,
      eos_token: eos,
      tools: tools.length === 0 ? null : tools,
      documents: null,
    });
  const takesSystem = hasSystem(render);
  return {
    takesTools: hasTools(render),
    encode: (given, offered = []) => {
      const messages = (takesSystem ? given : withoutSystem(given)).map(templateMessage);
      const tools = offered.map(toolShape);
      const guard = unusedCharacter([source, JSON.stringify([messages, tools])]);
      const guarded = (value: Json): Json =>
        mapTexts(value, (text) => text.replace(markers, (marker) => withGuard(marker, guard)));
      const text = render(messages.map(guarded), tools.map(guarded));
      return pieces(text, markers).flatMap(({ text, isMarker }) =>
        isMarker ? valueUnder(control, text) : tokenize(text.replaceAll(guard, '')),
      );
    },
  };
}

/** Some templates raise an error for a system message, others drop it silently. */
function hasSystem(render: Render): boolean {
  return rendersProbe(() => render([{ role: 'system', content: PROBE }, QUESTION], []));
}

/** Most templates know nothing of tools, and drop them silently. */
function hasTools(render: Render): boolean {
  return rendersProbe(() => render([QUESTION], [toolShape({ name: PROBE, description: '', inputSchema: {} })]));
}

const PROBE = 'w4s-probe';
const QUESTION = { role: 'user', content: 'x' };

function rendersProbe(render: () => string): boolean {
  try {
    return render().includes(PROBE);
  } catch {
    return false;
  }
}

/** A value with each of its texts changed, names of fields too. */
function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, change));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [change(name), mapTexts(one, change)]));
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
