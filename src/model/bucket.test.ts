import { expect, it } from 'vitest';
import { createBucket } from './bucket.ts';

it.each([1, 2, 4, 10])('%d processes together keep to a limit, and to it alone', (processes) => {
  let now = 0;
  const buckets = Array.from({ length: processes }, () =>
    createBucket(
      6_000,
      () => now,
      () => 1 / processes,
    ),
  );
  let taken = 0;
  for (; now < 60_000; now += 10)
    for (const bucket of buckets) if (bucket.take(0) === 0 && bucket.take(1) >= 0) taken++;
  expect(taken).toBeGreaterThan(6_000 * 0.98);
  expect(taken).toBeLessThan(6_000 * 1.08); // and what may be used at once after a pause
});
