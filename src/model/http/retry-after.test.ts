import { expect, test } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const now = Date.parse('2026-01-01T00:00:00Z');

test.each<[Record<string, string>, string, number | undefined]>([
  [{ 'retry-after': '2' }, '', 2000],
  [{ 'retry-after': '0.5' }, '', 500],
  [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:07 GMT' }, '', 7000],
  [{ 'retry-after': 'Thu, 01 Jan 2020 00:00:07 GMT' }, '', 0],
  [{ 'retry-after-ms': '250', 'retry-after': '1' }, '', 250],
  [{ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '6m0s', 'x-ratelimit-remaining-requests': '99', 'x-ratelimit-reset-requests': '8h' }, '', 360_000],
  [{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '20ms' }, '', 20],
  [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now + 4000) }, '', 4000],
  [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 4) }, '', 4000],
  [{ 'x-ratelimit-reset-requests': '8h' }, '', undefined],
  [{}, '[{"error":{"details":[{"retryDelay": "32s"}]}}]', 32_000],
  [{ 'retry-after': 'soon' }, '', undefined],
  [{ 'retry-after': '-5' }, '', undefined],
  [{}, '', undefined],
])('%j %s', (headers, body, expected) => {
  expect(retryAfterMs(new Headers(headers), body, now)).toBe(expected);
});
