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

/** The known names that are nearest to one, those that it is a part of first. */
export function nearestFew(name: string, known: readonly string[], most = 3): string[] {
  const wanted = name.toLowerCase();
  const far = known.map((one) => {
    const lower = one.toLowerCase();
    return { one, by: lower.includes(wanted) ? 0 : distance(wanted, lower) };
  });
  return far
    .toSorted((a, b) => a.by - b.by)
    .slice(0, most)
    .map(({ one }) => one);
}
