import { headOf } from './clip.ts';

/**
 * Text with what a reader can't see made visible as `\u200b` or `\u{e0041}`: control characters (a terminal obeys
 * them), marks that turn the direction of text around (they make code read differently than it runs), characters
 * without a shape (zero width, soft hyphens, tags, variation selectors, fillers: they hide a text in another), lone
 * surrogates. Tabs and line breaks stay.
 *
 * Source: Unicode Technical Report 36 and the property Default_Ignorable_Code_Point.
 */
export function printable(text: string): string {
  return text.toWellFormed().replace(HIDDEN, escaped);
}

/** The same on one line, cut to a number of characters. */
export function oneLine(text: string, length = Infinity): string {
  // Cut before the work, with room for white space that goes: a foreign text can be megabytes.
  const near = length === Infinity ? text : headOf(text, 4 * length + 1_000);
  const characters = [...printable(near.replace(/\s+/g, ' ').trim())];
  return characters.length <= length ? characters.join('') : `${characters.slice(0, length - 1).join('')}…`;
}

/** JSON, on one line without `indent`, with all of these as its own escapes: what is read back is the same. */
export function printableJson(value: unknown, indent?: number): string {
  return (JSON.stringify(value, null, indent) ?? 'null').replace(HIDDEN, jsonEscaped);
}

const HIDDEN = /(?!\r\n|[\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

function escaped(character: string): string {
  const code = Number(character.codePointAt(0)).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}

function jsonEscaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
