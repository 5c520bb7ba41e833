/**
 * Text with what a reader can't see made visible: control characters (a terminal obeys them), marks that turn the
 * direction of text around (Unicode TR 36: they make code read differently than it runs), lone surrogates. Tabs and
 * line breaks stay.
 */
export function printable(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    .replace(HIDDEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The same on one line, cut to a number of characters. */
export function oneLine(text: string, length = Infinity): string {
  const characters = [...printable(text).replace(/\s+/g, ' ').trim()];
  return characters.length <= length ? characters.join('') : `${characters.slice(0, length - 1).join('')}…`;
}

const HIDDEN = /(?![\t\n])[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
