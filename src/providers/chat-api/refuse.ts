import type { Context } from 'hono';
import { type Refusal, errorBody } from './body.ts';

/** A refusal as an answer, in OpenAI's form. */
export function refuse(c: Context, { status, message, param, code }: Refusal): Response {
  return c.json(errorBody(message, 'invalid_request_error', param, code), status);
}

/** For an app's `notFound`. */
export function unknownUrl(c: Context, known: string): Response {
  const message = `Expected ${known}, got ${c.req.method} ${c.req.path}`;
  return refuse(c, { status: 404, message, param: null, code: 'unknown_url' });
}
