import type { Json } from '../../base/json.ts';
import type { Scorer } from '../contract.ts';
import { parseExactly } from '../own/json-text.ts';
import { answerText, shortened } from './answer-text.ts';
import { conclusion } from './answer/conclusion.ts';
import { canonical } from './canonical.ts';
import { VERSIONS } from './versions.ts';

export interface ExactOptions {
  /** @default false */
  ignoreCase?: boolean;
  /** The gold is a list of right answers, any of which suffices. @default false */
  alternatives?: boolean;
}

/** `null` is not the text "null". */
const NOTHING = '\u2205';
/** Characters. In longer texts, white space is compared literally. */
const LONGEST_JOINED = 100_000;

/**
 * The same text after trimming and joining runs of white space; lists and objects as the same JSON value,
 * also where the answer is their JSON text. The text counts verbatim, or without its dressing (thinking text, tags,
 * bold).
 */
export function exact({ ignoreCase = false, alternatives = false }: ExactOptions = {}): Scorer {
  const form = (value: Json) => {
    const text = isNested(value) ? canonical(value) : (value === null ? NOTHING : String(value)).normalize('NFC');
    const joined = text.length > LONGEST_JOINED ? text : text.replace(/\s+/g, ' ').trim();
    return ignoreCase ? joined.toLowerCase() : joined;
  };
  return {
    name: 'exact',
    fingerprint: VERSIONS.exact,
    notesQuoteGold: false,
    ideal: ({ target }) => (alternatives && Array.isArray(target) ? (target[0] ?? null) : target),
    score(prediction, { target }) {
      const golds = alternatives && Array.isArray(target) ? target : [target];
      const concluded = conclusion(prediction);
      const said = new Set([...new Set<Json>([prediction, answerText(prediction), concluded])].map(form));
      if (golds.some(isNested)) said.add(form(parsed(concluded)));
      return {
        value: golds.some((gold) => said.has(form(gold))) ? 1 : 0,
        note: `read as "${shortened(concluded)}"`,
      };
    },
  };
}

function isNested(value: Json): boolean {
  return value !== null && typeof value === 'object';
}

function parsed(text: string): Json {
  try {
    return parseExactly(text);
  } catch {
    return text;
  }
}
