import type { Context, MiddlewareHandler } from 'hono';
import { hostname as machineName } from 'node:os';
import { isLoopback } from '../../outgoing/index.ts';
import { errorBody } from './body.ts';

export interface GuardOptions {
  /** The host the server listens on: its name is allowed too. */
  host: string;
  /** @default 1 MB */
  maxBodyBytes?: number;
  /** Whether it may be called by any name: then something else keeps web pages out, such as a key. @default false */
  anyName?: boolean;
  /** Of web pages that may ask it; `*` stands for any. @default none */
  origins?: readonly string[];
}

/**
 * Protects a local server from web pages, and its memory from large or odd bodies: a page can send requests to
 * loopback, and with its own name resolving there (DNS rebinding) read the answers. Refuses a foreign Host or Origin
 * (403), a POST that is not JSON (415), and a longer body (413), in OpenAI's form.
 */
export function guard(options: GuardOptions): MiddlewareHandler {
  const { host, maxBodyBytes = 1_000_000, anyName = false, origins = [] } = options;
  return async (c, next) => {
    const name = nameIn(`http://${hostIn(c)}`);
    if (!anyName && (name === undefined || !isAllowed(name, host))) {
      return refused(c, 403, `Expected a request to ${host} or this machine, got another Host`, 'host_not_allowed');
    }
    const origin = c.req.header('origin');
    if (!anyName && origin !== undefined && origin !== ownOrigin(c) && !isListed(origin, origins)) {
      return refused(c, 403, 'Expected no request from a foreign web page, got another Origin', 'origin_not_allowed');
    }
    if (c.req.method === 'POST' && !isJson(c.req.header('content-type'))) {
      return refused(c, 415, 'Expected the content type application/json, got another', 'unsupported_media_type');
    }
    if (!(await isWithin(maxBodyBytes, c))) {
      return refused(c, 413, `Expected a body of at most ${maxBodyBytes} bytes, got a longer one`, 'body_too_large');
    }
    return next();
  };
}

export function isListed(origin: string | undefined, origins: readonly string[]): boolean {
  return origin !== undefined && (origins.includes(origin) || origins.includes('*'));
}

function ownOrigin(c: Context): string {
  return `${new URL(c.req.url).protocol}//${hostIn(c)}`;
}

/** A request that came by a call and not over a connection has it in its address alone. */
function hostIn({ req }: Context): string {
  return req.header('host') ?? new URL(req.url).host;
}

/** Reads a chunked body, which states no length; Node enforces a stated length. */
async function isWithin(maxBytes: number, c: Context): Promise<boolean> {
  const { body } = c.req.raw;
  if (c.req.header('transfer-encoding') === undefined || body === null)
    return Number(c.req.header('content-length') ?? 0) <= maxBytes;
  const parts: Uint8Array[] = [];
  let bytes = 0;
  // Read to its end without keeping it: on a cut connection the refusal would not reach the sender.
  const reader = body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    bytes += next.value.length;
    if (bytes <= maxBytes) parts.push(next.value);
  }
  if (bytes > maxBytes) return false;
  const { url, method, headers, signal } = c.req.raw;
  c.req.raw = new Request(url, { method, headers, signal, body: Buffer.concat(parts) });
  return true;
}

function nameIn(address: string): string | undefined {
  return URL.parse(address)?.hostname;
}

/** On all interfaces, also allows any numeric address, which no foreign name can be, and the machine's own name. */
function isAllowed(name: string, host: string): boolean {
  if (isLoopback(name) || name === nameIn(`http://${hostInUrl(host)}`)) return true;
  if (!['0.0.0.0', '::'].includes(host)) return false;
  return /^\[.*\]$|^\d+(?:\.\d+){3}$/.test(name) || name === machineName().toLowerCase();
}

/** Puts an IPv6 address in brackets. */
export function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function isJson(contentType = ''): boolean {
  const [type = ''] = contentType.split(';');
  return type.trim().toLowerCase() === 'application/json';
}

function refused(c: Context, status: 403 | 413 | 415, message: string, code: string): Response {
  // The rest of the body is not read, so the connection can't carry another request.
  return c.json(errorBody(message, 'invalid_request_error', null, code), status, { connection: 'close' });
}
