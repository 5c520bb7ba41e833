/** Samples `from` to `from + count - 1`. */
export interface SampleRun {
  from: number;
  count: number;
}

export function indicesOf({ from, count }: SampleRun): number[] {
  return Array.from({ length: count }, (_, i) => from + i);
}

/** Ascending indices as contiguous runs. */
export function runsOf(indices: readonly number[]): SampleRun[] {
  const runs: SampleRun[] = [];
  for (const index of indices) {
    const last = runs.at(-1);
    if (last && last.from + last.count === index) last.count++;
    else runs.push({ from: index, count: 1 });
  }
  return runs;
}
