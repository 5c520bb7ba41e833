/**
 * Told before a command does anything that was done before: its answers come from the cache, so nothing else can come
 * out.
 */
export function identicalText(run: string): string {
  return (
    `Identical to ${run}, which is done: the answers are in the cache. ` +
    'Use another --seed for a new search, or --fresh to pay for new answers.'
  );
}
