import type { Relation } from './structure.ts';

/**
 * The interval of `x > 3` or `1 \le x < 2`, in the notation of intervals; `undefined` for other relations.
 */
export function intervalOf({ parts, signs }: Relation): string | undefined {
  if (signs.some((sign) => sign === '=' || sign === '≠')) return undefined;
  const [first, second] = signs as [string, string];
  if (signs.length === 2 && isVariable(parts[1])) {
    const rising = '<≤'.includes(first) && '<≤'.includes(second);
    const falling = '>≥'.includes(first) && '>≥'.includes(second);
    if (rising) return `${opening(first)}${parts[0]},${parts[2]}${closingOf(second)}`;
    return falling ? `${opening(second)}${parts[2]},${parts[0]}${closingOf(first)}` : undefined;
  }
  if (signs.length !== 1) return undefined;
  if (isVariable(parts[1]))
    return intervalOf({ kind: 'relation', parts: [parts[1], parts[0]], signs: [mirrored(first)] });
  if (!isVariable(parts[0])) return undefined;
  return '<≤'.includes(first) ? `(-\\infty,${parts[1]}${closingOf(first)}` : `${opening(first)}${parts[1]},\\infty)`;
}

/** The intervals that `x < 1, x > 2` or `x \ne 3` are made of. */
export function intervalsOf(relations: readonly Relation[]): string[] | undefined {
  const intervals = relations.flatMap((relation) =>
    relation.signs.join() === '≠' && isVariable(relation.parts[0])
      ? [`(-\\infty,${relation.parts[1]})`, `(${relation.parts[1]},\\infty)`]
      : [intervalOf(relation)],
  );
  return intervals.every((interval) => interval !== undefined) ? intervals : undefined;
}

/** What `x > 1, x \le 2` leave together. */
export function intersectionOf(relations: readonly Relation[]): string | undefined {
  const [below, above, ...rest] = relations
    .map(intervalOf)
    .toSorted((a, b) => Number(a?.startsWith('(-\\infty')) - Number(b?.startsWith('(-\\infty')));
  if (
    below === undefined ||
    above === undefined ||
    rest.length > 0 ||
    !below.endsWith('\\infty)') ||
    !above.startsWith('(-\\infty')
  )
    return undefined;
  return below.slice(0, -'\\infty)'.length) + above.slice('(-\\infty,'.length);
}

export function mirrored(sign: string): string {
  return { '<': '>', '>': '<', '≤': '≥', '≥': '≤' }[sign] ?? sign;
}

/** `x`, `\theta`, `f(x)`. */
function isVariable(part: string | undefined): boolean {
  return (
    part !== undefined &&
    /^(?:\\?[a-zA-Z]+|[a-zA-Z]\([a-z]\))$/.test(part) &&
    !/^(?:oo|inf|\\infty|\\pi|pi|e)$/.test(part)
  );
}

const opening = (sign: string) => ('≤≥'.includes(sign) ? '[' : '(');
const closingOf = (sign: string) => ('≤≥'.includes(sign) ? ']' : ')');
