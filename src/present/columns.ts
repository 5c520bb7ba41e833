/** How a column stands: words to the left, numbers to the right. */
export type Alignment = 'left' | 'right';

/** Rows of cells as lines of equal columns, two spaces apart. Width is counted in characters. */
export function columns(rows: readonly (readonly string[])[], alignments: readonly Alignment[]): string[] {
  const shapes = alignments.map((alignment, i) => ({
    alignment,
    wide: Math.max(0, ...rows.map((row) => width(row[i] ?? ''))),
  }));
  return rows.map((row) =>
    shapes
      .map(({ alignment, wide }, i) => {
        const cell = row[i] ?? '';
        const padding = ' '.repeat(wide - width(cell));
        return alignment === 'left' ? cell + padding : padding + cell;
      })
      .join('  ')
      .trimEnd(),
  );
}

function width(text: string): number {
  return [...text].length;
}
