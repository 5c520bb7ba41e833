/**
 * Milliseconds that a server asks to wait, or `undefined` when it does not say. Reads `retry-after-ms`, `Retry-After`
 * (seconds or HTTP date, RFC 9110 10.2.3), OpenAI's and OpenRouter's `x-ratelimit-reset*`, and Google's `retryDelay` in the body.
 */
export function retryAfterMs(headers: Headers, body: string, now = Date.now()): number | undefined {
  const milliseconds = number(headers.get('retry-after-ms'));
  if (milliseconds !== undefined) return milliseconds;
  return retryAfter(headers.get('retry-after'), now) ?? retryDelay(body) ?? rateLimitReset(headers, now);
}

function retryAfter(value: string | null, now: number): number | undefined {
  const seconds = number(value);
  if (seconds !== undefined) return seconds * 1000;
  // Date.parse makes a date of nearly anything; an HTTP date names its month.
  const date = /[a-z]{3}/i.test(value ?? '') ? Date.parse(value!) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function retryDelay(body: string): number | undefined {
  const seconds = /"retryDelay"\s*:\s*"(\d+(?:\.\d+)?)s"/.exec(body)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

/** Only the limit that is used up matters: the other one's reset may be a day away. */
function rateLimitReset(headers: Headers, now: number): number | undefined {
  const waits = ['', '-requests', '-tokens']
    .filter((limit) => number(headers.get(`x-ratelimit-remaining${limit}`)) === 0)
    .map((limit) => resetTime(headers.get(`x-ratelimit-reset${limit}`), now))
    .filter((wait) => wait !== undefined);
  return waits.length > 0 ? Math.max(...waits) : undefined;
}

const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `6m0s`, `20ms`, seconds from now, or a time since 1970 in seconds or milliseconds. */
function resetTime(value: string | null, now: number): number | undefined {
  const plain = number(value);
  if (plain !== undefined) {
    if (plain > 1e12) return Math.max(0, plain - now);
    return plain > 1e9 ? Math.max(0, plain * 1000 - now) : plain * 1000;
  }
  const parts = [...(value ?? '').matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
  return parts.length > 0 ? parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNIT_MS[unit!]!, 0) : undefined;
}

function number(value: string | null): number | undefined {
  if (value === null || value.trim() === '') return undefined;
  const parsed = Number(value);
  return Number.isFinite(parsed) && parsed >= 0 ? parsed : undefined;
}
