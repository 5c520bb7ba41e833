/** The beginning of a text, and how much of it is left out. */
export function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)} [... ${text.length - length} more characters]`;
}
