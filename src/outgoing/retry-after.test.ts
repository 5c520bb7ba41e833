import { expect, test } from 'vitest';
import { processorMs } from '../../tests/support/processor-time.ts';
import { readFailure } from '../model/http/failure.ts';
import { budgetEmptyMs, retryAfterMs } from './retry-after.ts';

const now = Date.parse('2026-01-01T00:00:00Z');

test.each<[Record<string, string>, string, number | undefined]>([
  [{ 'retry-after': '2' }, '', 2000],
  [{ 'retry-after': '0.5' }, '', 500],
  [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:07 GMT' }, '', 7000],
  [{ 'retry-after': 'Thu, 01 Jan 2020 00:00:07 GMT' }, '', 0],
  [{ 'retry-after-ms': '250', 'retry-after': '1' }, '', 250],
  [
    {
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '6m0s',
      'x-ratelimit-remaining-requests': '99',
      'x-ratelimit-reset-requests': '8h',
    },
    '',
    360_000,
  ],
  [{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '20ms' }, '', 20],
  [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now + 4000) }, '', 4000],
  [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 4) }, '', 4000],
  [{ 'x-ratelimit-reset-requests': '8h' }, '', undefined],
  [
    { 'anthropic-ratelimit-tokens-remaining': '0', 'anthropic-ratelimit-tokens-reset': '2026-01-01T00:00:09Z' },
    '',
    9000,
  ],
  [{}, '[{"error":{"details":[{"retryDelay": "32s"}]}}]', 32_000],
  [{ 'retry-after': 'soon' }, '', undefined],
  [{ 'retry-after': '-5' }, '', undefined],
  [{}, '', undefined],
])('%j %s', (headers, body, expected) => {
  expect(retryAfterMs(new Headers(headers), body, now)).toBe(expected);
});

test.each<[Record<string, string>, number | undefined]>([
  [{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '12s' }, 12_000],
  [{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '12s', 'retry-after': '2' }, 2000],
  [{ 'x-ratelimit-remaining-requests': '1', 'x-ratelimit-reset-requests': '12s', 'retry-after': '2' }, undefined],
  [{ 'x-ratelimit-remaining-requests': '0' }, undefined],
  [{ 'retry-after': '2' }, undefined],
])('%j is a used-up budget for %s ms', (headers, expected) => {
  expect(budgetEmptyMs(new Headers(headers), now)).toBe(expected);
});

test('a time of any length is read at once', () => {
  const headers = new Headers({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${'9'.repeat(1_000_000)}x` });
  expect(processorMs(() => retryAfterMs(headers, '', now))).toBeLessThan(200);
});

test.each<[string, string, boolean]>([
  ['a limit that is used up', '0', true],
  ['one that is not', '3', false],
])('headers inside of an error of OpenRouter: %s', (_, left, waits) => {
  const inAnHour = String(Date.now() + 3_600_000);
  const metadata = { headers: { 'X-RateLimit-Remaining': left, 'X-RateLimit-Reset': inAnHour } };
  const body = JSON.stringify({ error: { message: 'Rate limit exceeded: free-models-per-day', code: 429, metadata } });
  const { retryAfterMs: wait, kind } = readFailure({ ok: false, status: 429, headers: new Headers() }, body, String);
  expect(kind).toBe('rate-limit');
  if (waits) expect(wait).toBeGreaterThan(3_500_000);
  else expect(wait).toBeUndefined();
});
