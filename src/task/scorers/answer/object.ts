import { jsonrepair } from 'jsonrepair';
import type { Json } from '../../../base/json.ts';
import { outermostBraces, withoutThinking } from '../../../text/index.ts';
import { parseExactly } from '../../own/json-text.ts';
import { answerText } from '../answer-text.ts';

/** Characters; what a longer answer concludes stands at its end. */
const LONGEST = 50_000;
/** Objects that are tried, from the last one on. */
const MOST_TRIED = 5;

type Fields = Readonly<Record<string, Json>>;

/**
 * The JSON object that an answer is or holds: the last whole one with any of the fields, else the last one;
 * also as Python prints it. An object around it (`{"answer": {...}}`) is taken off where it has none of the
 * fields.
 */
export function objectIn(prediction: Json, fields: readonly string[]): Fields | undefined {
  if (isObject(prediction)) return within(prediction, fields);
  const text = withoutThinking(answerText(prediction)).slice(-LONGEST);
  const spans = outermostBraces(text, true).slice(-MOST_TRIED).toReversed();
  const found = spans.map(({ start, end }) => parsed(text.slice(start, end))).filter(isObject);
  const fitting = found.find((object) => fields.some((name) => hasField(object, name)));
  const object = fitting ?? found[0];
  return object && within(object, fields);
}

function within(object: Fields, fields: readonly string[]): Fields {
  if (fields.length === 0 || fields.some((name) => hasField(object, name))) return object;
  return (
    Object.values(object).find(
      (value): value is Record<string, Json> => isObject(value) && fields.some((name) => hasField(value, name)),
    ) ?? object
  );
}

function hasField(object: Fields, name: string): boolean {
  const [head = ''] = name.split('.', 1);
  return Object.hasOwn(object, name) || Object.hasOwn(object, head);
}

function parsed(text: string): Json {
  try {
    return parseExactly(text);
  } catch {
    return repaired(text);
  }
}

function repaired(text: string): Json {
  try {
    return parseExactly(jsonrepair(text));
  } catch {
    return null;
  }
}

function isObject(value: Json | undefined): value is Record<string, Json> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
