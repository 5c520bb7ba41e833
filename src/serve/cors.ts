import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { usageError } from '../base/errors.ts';
import { isListed } from '../providers/chat-api/index.ts';

/** Seconds that a browser keeps the answer to its preflight. */
const MAX_AGE = 600;

/** Headers of an answer that a page may read. */
const EXPOSED = [
  'x-request-id',
  'x-w4s-run',
  'x-w4s-calls',
  'x-w4s-program',
  'x-w4s-ignored',
  'x-w4s-answered-by',
  'x-should-retry',
  'retry-after',
];

/**
 * Lets pages of these origins call the server and read its answers. Cookies play no part: a key is sent as bearer.
 */
export function corsFor(origins: readonly string[]): MiddlewareHandler {
  const allowed = cors({
    origin: origins.includes('*') ? '*' : [...origins],
    allowMethods: ['GET', 'POST'],
    exposeHeaders: EXPOSED,
    maxAge: MAX_AGE,
  });
  return (c, next) => (isListed(c.req.header('origin'), origins) ? allowed(c, next) : next());
}

/** @throws {W4sError} `invalid-origin`; `missing-key` where any page could spend the user's money */
export function assertOrigins({ cors: origins = [], key }: { cors?: readonly string[]; key?: string }): void {
  for (const origin of origins) {
    if (origin === '*' || isOrigin(origin)) continue;
    throw usageError('invalid-origin', `Expected an origin as browsers send it, got \`${origin}\``, {
      hint: `For example ${URL.parse(origin)?.origin.replace(/^null$/, '') || 'https://app.example.com'}.`,
    });
  }
  if (!origins.includes('*') || key !== undefined) return;
  throw usageError('missing-key', 'Expected a key for a server that any web page may call, got none', {
    hint: 'Name the origins of your pages instead of `*`, or ask for a key: --key-env W4S_KEY.',
  });
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text;
}
