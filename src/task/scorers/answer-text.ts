import type { Json } from '../../base/json.ts';
import { headOf } from '../../base/clip.ts';

/** An answer as text: strings unchanged, a single-element list as its element, everything else as JSON. */
export function answerText(prediction: Json): string {
  let value = prediction;
  while (Array.isArray(value) && value.length === 1) value = value[0] ?? null;
  if (typeof value === 'string') return value;
  return value === null ? '' : jsonText(value);
}

/** For a note: one line, at most 80 characters. */
export function shortened(text: string): string {
  const line = headOf(text, 400).replace(/\s+/g, ' ').trim();
  return line.length > 80 ? `${headOf(line, 77)}...` : line;
}

/** Endlessly nested lists are no answer. */
function jsonText(value: Json): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) return '';
    throw error;
  }
}
