import type { Dispatcher, RequestInit, Response } from 'undici';
import { proxyFor } from './proxy.ts';

/** Callers set their own timeouts: fetch's five minutes would cut off an answer that may take longer. */
const UNTIMED = { headersTimeout: 0, bodyTimeout: 0 };

const dispatchers = new Map<string, Dispatcher>();

/** `fetch`, through the environment's proxy if there is one. @throws as {@link proxyFor} */
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
 * HTTPS goes through a tunnel; a plain request goes to the proxy as it is, since many proxies allow tunnels only to
 * port 443.
 */
function dispatcherFor({ Agent, ProxyAgent }: typeof import('undici'), proxy: string): Dispatcher {
  return proxy === '' ? new Agent(UNTIMED) : new ProxyAgent({ ...UNTIMED, uri: proxy, proxyTunnel: false });
}
