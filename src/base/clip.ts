/**
 * The first `length` UTF-16 units of a text, or one fewer where a character would be cut in half: servers of models
 * refuse half characters.
 */
export function headOf(text: string, length: number): string {
  const isCutInHalf = (text.codePointAt(length - 1) ?? 0) > 0xff_ff;
  return text.slice(0, isCutInHalf ? length - 1 : length);
}

/** The last `length` UTF-16 units of a text, or one fewer where a character would be cut in half. */
export function tailOf(text: string, length: number): string {
  const start = Math.max(0, text.length - length);
  const isCutInHalf = start > 0 && (text.codePointAt(start - 1) ?? 0) > 0xff_ff;
  return text.slice(isCutInHalf ? start + 1 : start);
}

/** The beginning of a text, and how much of it is left out. */
export function clip(text: string, length: number): string {
  const kept = headOf(text, length);
  const left = text.length - kept.length;
  return left === 0 ? text : `${kept} [... ${left} more characters]`;
}
