import type { Dispatcher, RequestInit, Response } from 'undici';
import { proxyFor } from './proxy.ts';

/**
 * Callers time their requests themselves: fetch's own five minutes would end an answer that is allowed to take
 * longer.
 */
const UNTIMED = { headersTimeout: 0, bodyTimeout: 0 };

const dispatchers = new Map<string, Dispatcher>();

/** `fetch`, through the proxy of the environment where there is one. @throws as {@link proxyFor} */
export async function fetchThroughProxy(
  address: string,
  init: Omit<RequestInit, 'dispatcher'> = {},
): Promise<Response> {
  const proxy = proxyFor(address)?.href ?? '';
  // Loaded with the first request: most commands send none.
  const undici = await import('undici');
  const dispatcher = dispatchers.get(proxy) ?? dispatcherFor(undici, proxy);
  dispatchers.set(proxy, dispatcher);
  return undici.fetch(address, { ...init, dispatcher });
}

/**
 * HTTPS goes through a tunnel; a plain request is handed to the proxy as it is, for many let tunnels lead to
 * port 443 alone.
 */
function dispatcherFor({ Agent, ProxyAgent }: typeof import('undici'), proxy: string): Dispatcher {
  return proxy === '' ? new Agent(UNTIMED) : new ProxyAgent({ ...UNTIMED, uri: proxy, proxyTunnel: false });
}
