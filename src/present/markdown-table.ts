import type { Alignment } from './columns.ts';

/** Rows of cells, the first of them the head, as a table of GitHub-flavoured Markdown. Cells are Markdown already. */
export function markdownTable(
  [headings = [], ...rows]: readonly (readonly string[])[],
  alignments: readonly Alignment[] = [],
): string {
  const rule = headings.map((_, i) => (alignments[i] === 'right' ? '--:' : ':--'));
  return [headings, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
