const NAME = '[A-Za-z_][\\w -]{0,40}';
const QUOTED = `["'\`]${NAME}["'\`]`;
const SEPARATOR = '\\s*(?:,|;|and|&|\\|)*\\s*';

/** `keys ['reasoning', 'answer']`, `the fields "a" and "b"`, `keys: reasoning, answer`. */
const AFTER_WORD_QUOTED = new RegExp(`\\b(?:keys?|fields?)\\b[^\\n"'\`{}]{0,60}?((?:${QUOTED}${SEPARATOR})+)`, 'i');
const AFTER_WORD_BARE = /\b(?:keys?|fields?)\b[^\n:[(]{0,30}[:[(]\s*(\w+(?:\s*,\s*\w+)*)\s*[\])\n.]/i;
/** `{"reasoning": "...", "answer": "..."}` shown as a template. */
const TEMPLATE = /\{[^{}]*["'][A-Za-z_][\w -]*["']\s*:[^{}]*\}/g;
/** `a JSON object with "reasoning" and "answer"`: at least two, since one quoted word may be anything. */
const AFTER_JSON = new RegExp(`\\bjson\\b[^\\n"'\`{}]{0,60}?((?:${QUOTED}${SEPARATOR}){2,})`, 'i');
const BARE_LIST = new RegExp(`\\[\\s*((?:${QUOTED}${SEPARATOR})+)\\]`);

/**
 * The keys that an instruction requires in a JSON reply, in its order, or `null` if it names none. `instruction` must
 * not contain the item: its own lists and dictionaries would be taken for keys.
 */
export function askedKeys(instruction: string): string[] | null {
  const quoted = AFTER_WORD_QUOTED.exec(instruction)?.[1];
  if (quoted !== undefined) return quotedNames(quoted);
  const template = (instruction.match(TEMPLATE) ?? []).at(-1);
  if (template !== undefined)
    return [...template.matchAll(/["']([A-Za-z_][\w -]*)["']\s*:/g)].map(([, key = '']) => key);
  const bare = AFTER_WORD_BARE.exec(instruction)?.[1];
  if (bare !== undefined) return bare.split(/\s*,\s*/);
  const list =
    AFTER_JSON.exec(instruction)?.[1] ?? (/json/i.test(instruction) ? BARE_LIST.exec(instruction)?.[1] : undefined);
  return list === undefined ? null : quotedNames(list);
}

function quotedNames(list: string): string[] {
  const names = [...list.matchAll(new RegExp(`["'\`](${NAME})["'\`]`, 'g'))].map(([, key = '']) => key);
  return [...new Set(names)];
}

/** The meaning of a key's value, judged by its name. */
export type KeyMeaning = 'answer' | 'code' | 'reasoning' | 'verdict' | 'confidence' | 'critique' | 'other';

const MEANINGS: readonly (readonly [KeyMeaning, RegExp])[] = [
  ['verdict', /^(is_?)?(correct|valid|right|passed|verdict|ok)$|^is_/],
  ['confidence', /confidence|certainty|score|probability/],
  ['code', /code|python|program|implementation|function/],
  ['critique', /critique|feedback|review|comment|reflection|issues?|errors?|verification/],
  ['answer', /answer|result|final|choice|letter|option|number|value|output|prediction|span/],
  [
    'reasoning',
    /reason|step|think|thought|analy|rationale|explanation|explain|work|calculation|plan|derivation|solution/,
  ],
];

/** `solution` is the program in a code task, a derivation elsewhere: see `inCodeTask`. */
export function meaningOf(key: string, { inCodeTask = false }: { inCodeTask?: boolean } = {}): KeyMeaning {
  const name = key.toLowerCase().replace(/[ -]/g, '_');
  if (inCodeTask && /solution|answer|result/.test(name)) return 'code';
  return MEANINGS.find(([, pattern]) => pattern.test(name))?.[0] ?? 'other';
}
