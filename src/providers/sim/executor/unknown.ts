import type { ChatRequest } from '../contract.ts';
import { askedKeys, meaningOf } from './keys.ts';
import type { JsonObject } from './slips.ts';

const TEXT =
  'I can not tell which question is meant, so here is only a general remark: read it again and go step by step.';

/** The answer to a prompt without a known item: polite, well-formed, and useless. */
export function unknownContent({ messages, json }: ChatRequest): JsonObject | string {
  const said = messages.filter(({ role }) => role !== 'assistant').map(({ content }) => content);
  const keys = askedKeys(said.join('\n'));
  if (!json && (keys === null || !/json|\bkeys\b/i.test(said.join('\n')))) return TEXT;
  return Object.fromEntries((keys ?? ['answer']).map((key) => [key, valueFor(key)]));
}

function valueFor(key: string): string | number | boolean {
  const meaning = meaningOf(key);
  if (meaning === 'verdict') return true;
  if (meaning === 'confidence') return 0.5;
  if (meaning === 'code') return 'def solution():\n    return 0';
  return meaning === 'answer' ? 'unknown' : TEXT;
}
