import { printable, printableJson } from '../base/printable.ts';

/** A text in Python, readable where that is safe: hidden characters and what would end the string come as escapes. */
export function pythonLiteral(text: string): string {
  const isPlain = printable(text) === text && !text.includes("'''") && !text.includes('\r') && !/['\\]$/.test(text);
  if (isPlain) return `r'''${text}'''`;
  return `(\n${text
    .split(/(?<=\n)/)
    .map((line) => `    ${printableJson(line)}\n`)
    .join('')})`;
}
