import type { Json } from '../../base/json.ts';
import type { Extra } from '../contract.ts';

type Fields = Record<string, unknown>;

/** DeepSeek and Kimi want the first back, OpenRouter the second, Google the third. */
const OF_MESSAGE = ['reasoning_content', 'reasoning_details', 'extra_content'];
const OF_CALL = ['extra_content'];

/** What a reply's message has beside its text and calls and has to have again when it is sent back. */
export function messageExtra(message: Fields): { extra?: Extra } {
  return extraOf(message, OF_MESSAGE);
}

/** Likewise of one call. */
export function callExtra(call: Fields): { extra?: Extra } {
  return extraOf(call, OF_CALL);
}

function extraOf(value: Fields, names: readonly string[]): { extra?: Extra } {
  const given = names.filter((name) => value[name] !== undefined && value[name] !== null);
  return given.length === 0 ? {} : { extra: Object.fromEntries(given.map((name) => [name, value[name] as Json])) };
}

/**
 * What Google's servers take in the place of the signature of a call that their model did not make, or whose own was
 * not kept: https://ai.google.dev/gemini-api/docs/thought-signatures
 */
export const FOREIGN_CALL: Extra = {
  extra_content: { google: { thought_signature: 'skip_thought_signature_validator' } },
};

/** Whether a message, as it is sent, brings its model's thinking back. */
export function bringsThinking(message: Fields): boolean {
  return OF_MESSAGE.some((name) => name in message);
}

/** Whether a message, as it is sent, has calls and no signature. */
export function isUnsigned({ tool_calls: calls }: Fields): boolean {
  return Array.isArray(calls) && calls.every((call: Fields) => OF_CALL.every((name) => !(name in call)));
}
