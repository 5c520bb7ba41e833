/** The words of a list that is written as one text. */
export function split(text: string): string[] {
  return text.trim().split(/\s+/);
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
