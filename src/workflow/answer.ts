import type { ItemFailure } from './outcome.ts';
import type { Json } from '../base/json.ts';
import { headOf } from '../base/clip.ts';
import { isNoValue } from './agent/no-value.ts';
import { isDict, pythonTypeOf, shown, withPlainNumbers } from './agent/python-values.ts';

/** What a workflow returned counts when it is a dictionary with an answer in it, or a text or number, which is one. */
export function checkedAnswer(returned: Json): { answer: Json } | { failure: ItemFailure } {
  if (isPlain(returned)) return checkedAnswer({ answer: returned });
  if (!isDict(returned)) return invalid(`got ${pythonTypeOf(returned)} ${shown(returned, 200)}`);
  const answer = returned['answer'];
  if (answer === undefined) return invalid(`got a dict with the keys ${shown(Object.keys(returned), 200)}`);
  if (answer === null) return invalid('got None as "answer"');
  if (typeof answer === 'string' && isNoValue(answer))
    return invalid(`got ${headOf(answer, 200)} as "answer", which is no value`);
  return { answer: withPlainNumbers(answer) };
}

function isPlain(value: Json): value is string | number | boolean {
  return typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && value.trim() !== '');
}

function invalid(got: string): { failure: ItemFailure } {
  return {
    failure: {
      kind: 'invalid-answer',
      message: `Expected the workflow to return a dict with the key "answer", ${got}`,
    },
  };
}
