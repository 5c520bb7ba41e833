import type { Readable } from 'node:stream';
import { decoded } from './decoded.ts';
import { connectionsTo } from './dispatchers.ts';

export interface OutgoingRequest {
  method: 'GET' | 'POST';
  headers: Readonly<Record<string, string>>;
  body?: string;
  signal: AbortSignal;
}

export interface IncomingReply {
  ok: boolean;
  status: number;
  headers: { get(name: string): string | null };
  /** Decompressed. What is not read to its end is closed by the signal. */
  body: Readable;
}

/** What servers are told, as by `fetch`: some refuse a client that does not say what it is. */
const USUAL = { 'accept-encoding': 'gzip, deflate, br', 'user-agent': 'undici' };

/**
 * One request as it is, through the environment's proxy if there is one: for the calls of models, which are many.
 * Half the work of `fetch`, without its redirects. @throws as `proxyFor`; the signal's reason
 */
export async function requestThroughProxy(
  address: string,
  { method, headers, body, signal }: OutgoingRequest,
): Promise<IncomingReply> {
  const { undici, dispatcher } = await connectionsTo(address);
  const reply = await undici.request(address, { method, headers: { ...USUAL, ...headers }, body, signal, dispatcher });
  const { statusCode: status, headers: received } = reply;
  const get = (name: string): string | null => {
    const value = received[name.toLowerCase()];
    return Array.isArray(value) ? value.join(', ') : (value ?? null);
  };
  return {
    ok: status >= 200 && status < 300,
    status,
    headers: { get },
    body: decoded(reply.body, get('content-encoding')),
  };
}
