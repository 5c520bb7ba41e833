import { oneLine } from '../base/printable.ts';
import type { Json } from '../base/json.ts';

const LONGEST = 240;

/**
 * A program in a line, for the model that is to choose among several: what its meta-agent said of it, else what it
 * calls. A sentence that holds a reference answer, or a part of one, is left out: the meta-agent may have been shown
 * some. Answers of one character are not looked for: they stand in sentences about anything.
 */
export function describeProgram(
  { analysis, code }: { analysis: string; code: string },
  golds: readonly Json[],
): string {
  const told = golds
    .flatMap(textsIn)
    .map((answer) => ` ${plain(answer)} `)
    .filter((answer) => answer.length > 3);
  const sentences = analysis.slice(0, 8_000).split(/(?<=[.!?:])\s+|\n+/);
  const clean = sentences.filter((sentence) => told.every((answer) => !` ${plain(sentence)} `.includes(answer)));
  return oneLine(clean.join(' '), LONGEST) || callsOf(code);
}

/** The texts and numbers of an answer, however deep they lie in it. */
function textsIn(gold: Json): string[] {
  if (typeof gold === 'string' || typeof gold === 'number') return [String(gold)];
  return typeof gold === 'object' && gold !== null ? Object.values(gold).flatMap(textsIn) : [];
}

/** Words and numbers alone, in lower case. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** What a program does, by the methods that it calls. */
function callsOf(code: string): string {
  const counts = new Map<string, number>();
  for (const [, method = ''] of code.matchAll(/\bagent\.(\w{1,40})/g))
    counts.set(method, (counts.get(method) ?? 0) + 1);
  const calls = [...counts].map(([method, count]) => (count === 1 ? method : `${method} in ${count} places`));
  return calls.length === 0 ? 'computes the answer without a model' : `calls ${calls.slice(0, 6).join(', ')}`;
}
