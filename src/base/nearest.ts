import { closest, distance } from 'fastest-levenshtein';

/** The known name that a mistyped one most likely means, or `undefined` when nothing is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const candidate = closest(name.toLowerCase(), known as string[]);
  const limit = Math.max(2, Math.floor(name.length / 3));
  return distance(name.toLowerCase(), candidate.toLowerCase()) <= limit ? candidate : undefined;
}

/** `. Did you mean \`x\`?` to end a message with, or nothing. */
export function didYouMean(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near === undefined ? '' : `. Did you mean \`${near}\`?`;
}
