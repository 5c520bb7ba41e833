import type { Json } from '../../json.ts';

/**
 * The end of an answer, as text. Scorers search answers with patterns whose time may grow with the square of the length,
 * and a workflow may return a megabyte; what it concludes stands at the end.
 */
export function answerEnd(prediction: Json): string {
  return answerText(prediction).slice(-10_000);
}

/** An answer as text: strings as they are, a list of one value as that value, everything else as JSON. */
export function answerText(prediction: Json): string {
  if (typeof prediction === 'string') return prediction;
  if (Array.isArray(prediction) && prediction.length === 1) return answerText(prediction[0]!);
  return prediction === null ? '' : JSON.stringify(prediction);
}

/** For a note: one line, at most 80 characters. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 77)}...` : line;
}

/** The content of the last `\boxed{...}` (braces balanced), or `undefined`. */
export function boxed(text: string): string | undefined {
  const start = Math.max(text.lastIndexOf('\\boxed'), text.lastIndexOf('\\fbox'));
  if (start < 0) return undefined;
  const open = text.indexOf('{', start);
  const between = text.slice(start, open < 0 ? undefined : open).replace(/^\\(boxed|fbox)/, '');
  if (open < 0 || between.trim() !== '') return /^\s*(\S+)/.exec(text.slice(start).replace(/^\\(boxed|fbox)/, ''))?.[1]?.replace(/\$+$/, '');
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return text.slice(open + 1, i);
  }
  return undefined;
}
