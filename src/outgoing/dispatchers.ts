import type { Dispatcher } from 'undici';
import { proxyFor } from './proxy.ts';

/** Callers set their own timeouts: the usual five minutes would cut off an answer that may take longer. */
const UNTIMED = { headersTimeout: 0, bodyTimeout: 0 };

const dispatchers = new Map<string, Dispatcher>();

/**
 * undici, and the connections to an address: through the environment's proxy if there is one.
 * @throws as {@link proxyFor}
 */
export async function connectionsTo(
  address: string,
): Promise<{ undici: typeof import('undici'); dispatcher: Dispatcher }> {
  const proxy = proxyFor(address)?.href ?? '';
  // Loaded with the first request: most commands send none.
  const undici = await import('undici');
  const dispatcher = dispatchers.get(proxy) ?? dispatcherFor(undici, proxy);
  dispatchers.set(proxy, dispatcher);
  return { undici, dispatcher };
}

/**
 * HTTPS goes through a tunnel; a plain request goes to the proxy as it is, since many proxies allow tunnels only to
 * port 443.
 */
function dispatcherFor({ Agent, ProxyAgent }: typeof import('undici'), proxy: string): Dispatcher {
  return proxy === '' ? new Agent(UNTIMED) : new ProxyAgent({ ...UNTIMED, uri: proxy, proxyTunnel: false });
}
