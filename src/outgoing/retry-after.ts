/** Headers as in a `fetch` response. */
export interface ReplyHeaders {
  get(name: string): string | null;
}

/**
 * Milliseconds that a server asks to wait, or `undefined` if it does not say. Reads `retry-after-ms`, `Retry-After`
 * (seconds or HTTP date, RFC 9110 10.2.3), limit resets in the headers of OpenAI, OpenRouter and Anthropic, and
 * Google's `retryDelay` in the body.
 */
export function retryAfterMs(headers: ReplyHeaders, body: string, now = Date.now()): number | undefined {
  const milliseconds = number(headers.get('retry-after-ms'));
  if (milliseconds !== undefined) return milliseconds;
  return retryAfter(headers.get('retry-after'), now) ?? retryDelay(body) ?? rateLimitReset(headers, now);
}

function retryAfter(value: string | null, now: number): number | undefined {
  const seconds = number(value);
  if (seconds !== undefined) return seconds * 1000;
  // Date.parse accepts nearly anything; an HTTP date names its month.
  const text = value ?? '';
  const date = /[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function retryDelay(body: string): number | undefined {
  const seconds = /"retryDelay"\s*:\s*"(\d+(?:\.\d+)?)s"/.exec(body)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

/**
 * Milliseconds until a server's budget of requests or tokens is available again, or `undefined` if some is left or it
 * says nothing. Retry-After wins if it sends both.
 */
export function budgetEmptyMs(headers: ReplyHeaders, now = Date.now()): number | undefined {
  const reset = rateLimitReset(headers, now);
  return reset === undefined ? undefined : (retryAfterMs(headers, '', now) ?? reset);
}

/** What is left of each limit, and when it resets. */
const LIMITS = [
  ...['', '-requests', '-tokens'].map(
    (limit) => [`x-ratelimit-remaining${limit}`, `x-ratelimit-reset${limit}`] as const,
  ),
  ...['requests', 'tokens', 'input-tokens', 'output-tokens'].map(
    (limit) => [`anthropic-ratelimit-${limit}-remaining`, `anthropic-ratelimit-${limit}-reset`] as const,
  ),
];

/** Only an exhausted limit matters: another one's reset may be a day away. */
function rateLimitReset(headers: ReplyHeaders, now: number): number | undefined {
  const waits = LIMITS.filter(([remaining]) => number(headers.get(remaining)) === 0)
    .map(([, reset]) => resetTime(headers.get(reset)?.slice(0, LONGEST_VALUE) ?? '', now))
    .filter((wait) => wait !== undefined);
  return waits.length > 0 ? Math.max(...waits) : undefined;
}

/** Characters of a time to read: no real one is longer. */
const LONGEST_VALUE = 64;

const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `6m0s`, `20ms`, seconds from now, a time since 1970 in seconds or milliseconds, or a date as in RFC 3339. */
function resetTime(value: string, now: number): number | undefined {
  const plain = number(value);
  if (plain !== undefined) {
    if (plain > 1e12) return Math.max(0, plain - now);
    return plain > 1e9 ? Math.max(0, plain * 1000 - now) : plain * 1000;
  }
  const date = /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(date)) return Math.max(0, date - now);
  const parts = [...value.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
  if (parts.length === 0) return undefined;
  return parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (UNIT_MS[unit] ?? Number.NaN), 0);
}

function number(value: string | null): number | undefined {
  if (value === null || value.trim() === '') return undefined;
  const parsed = Number(value);
  return Number.isFinite(parsed) && parsed >= 0 ? parsed : undefined;
}
