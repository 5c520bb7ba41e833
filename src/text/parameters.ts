import { type OpenString, pythonLine } from './python-strings.ts';

/**
 * The parameters of a function that a text defines at its left margin, without comments and the contents of strings;
 * `undefined` where it defines none of that name, or not to its end.
 */
export function parametersOf(code: string, name: string): string[] | undefined {
  const head = new RegExp(`^(?:async[ \\t]+)?def[ \\t]+${name}[ \\t]*\\(`, 'm').exec(code);
  if (head === null) return undefined;
  const found = [''];
  let depth = 0;
  let open: OpenString;
  for (const line of code.slice(head.index + head[0].length).split(/\r\n|\r|\n/)) {
    const read = pythonLine(line, open);
    open = read.open;
    for (const char of read.bare) {
      if ('([{'.includes(char)) depth++;
      if (')]}'.includes(char) && depth-- === 0) return found.map((one) => one.trim()).filter((one) => one !== '');
      if (char === ',' && depth === 0) found.push('');
      else found[found.length - 1] += char;
    }
  }
  return undefined;
}
