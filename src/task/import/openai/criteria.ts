import type { Json } from '../../../base/json.ts';
import type { Row } from '../../data/jsonl.ts';
import { type Check, type LeftOut, ownEntry } from '../contract.ts';
import { isUnreadable, plain, render } from '../template.ts';

/** Operations of `string_check`. */
const OPERATIONS: Readonly<Record<string, (value: string) => Check>> = {
  eq: (value) => ({ type: 'equals', value }),
  ne: (value) => ({ type: 'equals', value, not: true }),
  like: (value) => ({ type: 'contains-any', value: [value] }),
  ilike: (value) => ({ type: 'contains-any', value: [value], ignore_case: true }),
};
/** Metrics of `text_similarity` that are computed here. */
const METRICS: Readonly<Record<string, string>> = {
  fuzzy_match: 'fuzzy',
  rouge_1: '1',
  rouge_2: '2',
  rouge_3: '3',
  rouge_4: '4',
  rouge_5: '5',
  rouge_l: 'l',
};

/** A criterion of the hosted product for one item; those that ask a model, or run code of theirs, are left out. */
export function criterionOf(criterion: Json, item: Row): Check | LeftOut {
  if (criterion === null || typeof criterion !== 'object' || Array.isArray(criterion))
    return { left: 'one that is no map' };
  const { type, input, reference, operation, evaluation_metric: metric, pass_threshold: threshold = 0.5 } = criterion;
  const kind = plain(type);
  if (kind !== 'string_check' && kind !== 'text_similarity') return { left: `${kind}: ${whyNot(kind)}` };
  if (!/^\s*\{\{\s*sample\.output_text\s*\}\}\s*$/.test(plain(input)))
    return { left: `${kind} of something else than \`{{sample.output_text}}\`` };
  const value = render(plain(reference), { item });
  if (isUnreadable(value)) return { left: `${kind} with ${value.fault}` };
  if (value.trim() === '') return { left: `${kind} with an empty reference` };
  if (kind === 'string_check') {
    const make = ownEntry(OPERATIONS, plain(operation));
    return make === undefined ? { left: `string_check with the operation \`${plain(operation)}\`` } : make(value);
  }
  const known = ownEntry(METRICS, plain(metric));
  if (known === undefined) return { left: `text_similarity by \`${plain(metric)}\`` };
  return { type: 'similarity', metric: known, value, threshold: typeof threshold === 'number' ? threshold : 0.5 };
}

function whyNot(type: string): string {
  if (type === 'python') return 'it is code of theirs; a scorer in Python can take its place';
  return /model/.test(type) ? 'it asks a model (the scorer `judge` could)' : 'w4s has nothing like it';
}
