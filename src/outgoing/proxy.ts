import { getProxyForUrl } from 'proxy-from-env';
import { usageError } from '../base/errors.ts';
import { isExempt } from './no-proxy.ts';

/** Browsers' entry in NO_PROXY: loopback also goes through the proxy. */
const LOOPBACK_TOO = '<-loopback>';

/**
 * The proxy for an address, from the process's HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY (lower case first);
 * `undefined` for a direct connection. This machine itself is reached directly, unless NO_PROXY contains `<-loopback>`.
 * @throws {W4sError} `bad-proxy`, exit code 2, for an unusable one; the message omits its value, which may hold a
 * password.
 */
export function proxyFor(address: string): URL | undefined {
  const url = new URL(address);
  const { hostname } = url;
  const noProxy = process.env['no_proxy'] || process.env['NO_PROXY'] || '';
  if (isLoopback(hostname) && !noProxy.includes(LOOPBACK_TOO)) return undefined;
  if (isExempt(url, noProxy)) return undefined;
  const text = getProxyForUrl(address);
  if (text === '') return undefined;
  const proxy = URL.parse(text);
  if (proxy && /^https?:$/.test(proxy.protocol)) return proxy;
  throw usageError(
    'bad-proxy',
    `Expected HTTP_PROXY and HTTPS_PROXY to be addresses like http://host:port, got something else for ${hostname}`,
    {
      hint: 'Correct them, or add the host to NO_PROXY. SOCKS proxies are not supported.',
    },
  );
}

/** Without user and password. */
export function proxyName({ protocol, host }: URL): string {
  return `${protocol}//${host}`;
}

/** Whether a URL's host name means this machine. */
export function isLoopback(hostname: string): boolean {
  return /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])\.?$/i.test(hostname);
}
