/** Removes the indentation that all non-empty lines share, as in text cut from within a function. */
export function dedented(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const common = lines.reduce(
    (least, line) => (line.trim() === '' ? least : Math.min(least, indentOf(line))),
    Infinity,
  );
  return lines.map((line) => line.slice(Math.min(common, indentOf(line)))).join('\n');
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
