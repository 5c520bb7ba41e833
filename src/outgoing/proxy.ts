import { getProxyForUrl } from 'proxy-from-env';
import { usageError } from '../base/errors.ts';

/** In NO_PROXY, as browsers write it: loopback goes through the proxy too. */
const LOOPBACK_TOO = '<-loopback>';

/**
 * The proxy for an address, by HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY of the process (small letters first);
 * `undefined` for a direct connection. This machine itself is reached directly, unless NO_PROXY holds `<-loopback>`.
 * @throws {W4sError} `bad-proxy`, exit code 2, for one that can't be used; its value, which may hold a
 * password, is not told.
 */
export function proxyFor(address: string): URL | undefined {
  const { hostname } = new URL(address);
  const noProxy = process.env['no_proxy'] || process.env['NO_PROXY'] || '';
  if (isLoopback(hostname) && !noProxy.includes(LOOPBACK_TOO)) return undefined;
  const text = getProxyForUrl(address);
  if (text === '') return undefined;
  const proxy = URL.parse(text);
  if (proxy && /^https?:$/.test(proxy.protocol)) return proxy;
  throw usageError(
    'bad-proxy',
    `Expected HTTP_PROXY and HTTPS_PROXY to be addresses as http://host:port, got something else for ${hostname}`,
    {
      hint: 'Set them again, or name the host in NO_PROXY. SOCKS proxies are not supported.',
    },
  );
}

/** Without user and password. */
export function proxyName({ protocol, host }: URL): string {
  return `${protocol}//${host}`;
}

/** Whether a host name of a URL is this machine. */
export function isLoopback(hostname: string): boolean {
  return /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])\.?$/i.test(hostname);
}
