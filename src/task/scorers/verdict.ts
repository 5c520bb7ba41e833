import { jsonrepair } from 'jsonrepair';
import { withoutThinking } from '../../text/index.ts';

const LONGEST = 200;

/**
 * The score in a judge's reply: the JSON object that it ends with, `{"score": 0.5}` and nothing else in it.
 * An earlier score may be quoted from the answer and does not count.
 */
export function verdictIn(reply: string): number | undefined {
  const end = withoutThinking(reply)
    .slice(-LONGEST)
    .replace(/[\s`*]+$/, '');
  const start = end.lastIndexOf('{');
  if (start < 0 || !end.endsWith('}')) return undefined;
  const verdict = parsed(end.slice(start));
  if (verdict === null || typeof verdict !== 'object' || Object.keys(verdict).join() !== 'score') return undefined;
  const { score } = verdict as { score: unknown };
  const isNumber =
    typeof score === 'number' || (typeof score === 'string' && /^(?:0|1|0?\.\d{1,10}|[01]\.\d{1,10})$/.test(score));
  const value = Number(score);
  return isNumber && value >= 0 && value <= 1 ? value : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(jsonrepair(text));
  } catch {
    return undefined;
  }
}
