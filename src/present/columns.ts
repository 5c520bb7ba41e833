import stringWidth from 'string-width';

/** How a column stands: words to the left, numbers to the right. */
export type Alignment = 'left' | 'right';

/** Rows of cells as lines of equal columns, two spaces apart; width is what a terminal shows. */
export function columns(rows: readonly (readonly string[])[], alignments: readonly Alignment[]): string[] {
  const shapes = alignments.map((alignment, i) => ({
    alignment,
    wide: Math.max(0, ...rows.map((row) => stringWidth(row[i] ?? ''))),
  }));
  return rows.map((row) =>
    shapes
      .map(({ alignment, wide }, i) => {
        const cell = row[i] ?? '';
        const padding = ' '.repeat(wide - stringWidth(cell));
        return alignment === 'left' ? cell + padding : padding + cell;
      })
      .join('  ')
      .trimEnd(),
  );
}
