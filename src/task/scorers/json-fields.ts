import { W4sError } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import type { Scorer, TaskItem } from '../contract.ts';
import { shortened } from './answer-text.ts';
import { objectIn } from './answer/object.ts';
import { canonical } from './canonical.ts';
import { numberIn } from './stated-number.ts';
import { VERSIONS } from './versions.ts';

export interface JsonFieldsOptions {
  /** Names of the compared fields, also as a path (`total.amount`). @default all fields of the gold */
  fields?: readonly string[];
  /** Credit per right field, instead of 1 for all right and else 0. @default true */
  partial?: boolean;
  /** For texts. @default false */
  ignoreCase?: boolean;
  /** Largest difference of numbers. @default 1e-6 */
  absolute?: number;
  /** The same as a fraction of the gold. @default 1e-9 */
  relative?: number;
}

type Fields = Readonly<Record<string, Json>>;

/**
 * Compares named fields of a JSON object with those of the gold, which is an object or its JSON text: texts
 * after trimming, numbers within a tolerance (also as text: `"1,234"`), everything else as equal JSON.
 * Fields that the gold lacks do not count unless they are named; then the answer must lack them or say
 * `null`.
 */
export function jsonFields({
  fields,
  partial = true,
  ignoreCase = false,
  absolute = 1e-6,
  relative = 1e-9,
}: JsonFieldsOptions = {}): Scorer {
  const same = (said: Json, gold: Json): boolean => {
    if (typeof gold !== 'number') return form(said, ignoreCase) === form(gold, ignoreCase);
    const value = typeof said === 'object' ? undefined : numberIn(said);
    return value !== undefined && Math.abs(value - gold) <= Math.max(absolute, relative * Math.abs(gold));
  };
  return {
    name: 'json-fields',
    fingerprint: VERSIONS['json-fields'],
    ideal: ({ target }) => target,
    score(prediction, item) {
      const gold = goldOf(item);
      const names = fields ?? Object.keys(gold);
      const said = objectIn(prediction, names);
      if (said === undefined) return { value: 0, note: 'the answer holds no JSON object' };
      const wrong = names.filter((name) => !same(valueAt(said, name), valueAt(gold, name)));
      const note = wrong.length === 0 ? 'all fields are right' : `wrong or missing: ${shortened(wrong.join(', '))}`;
      return { value: partial ? 1 - wrong.length / names.length : Number(wrong.length === 0), note };
    },
  };
}

function goldOf({ id, target }: TaskItem): Fields {
  const gold = objectIn(target, []);
  if (gold !== undefined && Object.keys(gold).length > 0) return gold;
  const got = shortened(JSON.stringify(target));
  throw new W4sError(
    'scorer-target',
    `Expected the target of item \`${id}\` to be a JSON object with fields, got \`${got}\``,
    { hint: 'Give objects such as {"total": 12.5} as targets, or choose another scorer.' },
  );
}

/** The field of that name, else the path's target; `null` if there is none. */
function valueAt(fields: Fields, name: string): Json {
  if (Object.hasOwn(fields, name)) return fields[name] ?? null;
  let value: Json = fields;
  for (const key of name.split('.')) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return null;
    value = (value as Fields)[key] ?? null;
  }
  return value;
}

function form(value: Json, ignoreCase: boolean): string {
  if (typeof value !== 'string') return canonical(value);
  const text = JSON.stringify(value.replace(/\s+/g, ' ').trim());
  return ignoreCase ? text.toLowerCase() : text;
}
