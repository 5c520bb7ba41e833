const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** One bar a value, scaled from the smallest to the largest; `·` for `null`. Equal values stand in the middle. */
export function sparkline(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const low = Math.min(...known);
  const span = Math.max(...known) - low;
  return values
    .map((value) => {
      if (value === null) return '·';
      return BARS[span === 0 ? 3 : Math.round(((value - low) / span) * (BARS.length - 1))];
    })
    .join('');
}
