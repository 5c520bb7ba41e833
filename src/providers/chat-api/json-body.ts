import type { Context } from 'hono';

/**
 * The JSON of a request's body; `undefined` where it is none, or not in UTF-8, which read leniently would say something
 * else.
 */
export async function readJson({ req }: Context): Promise<unknown> {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(await req.arrayBuffer())) as unknown;
  } catch {
    return undefined;
  }
}
