/** `a, b, or c`. */
export const oneOf = new Intl.ListFormat('en', { type: 'disjunction' });

export function isFlag(word: string): boolean {
  return word.startsWith('--');
}
