import { BlockList, isIP } from 'node:net';

const PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/**
 * Whether an entry of NO_PROXY names this address: its host, a domain above it (`corp.example`, `.corp.example`,
 * `*.corp.example`) or a range of addresses (`10.0.0.0/8`), each with or without a port. So does curl read them.
 */
export function isExempt({ hostname, port, protocol }: URL, noProxy: string): boolean {
  const host = hostname.toLowerCase().replace(/^\[|\]$|\.$/g, '');
  const entries = noProxy.toLowerCase().split(/[,\s]+/);
  return entries.map(readEntry).some((entry) => {
    if (entry.port !== undefined && entry.port !== (port || PORTS[protocol])) return false;
    return isIP(host) > 0 ? holdsAddress(entry.name, host) : holdsHost(entry.name, host);
  });
}

/** A bare IPv6 address ends in no port. */
function readEntry(entry: string): { name: string; port?: string } {
  const [, name = entry, port] = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
  return { name: name.replace(/^\[|\]$/g, ''), port };
}

function holdsHost(entry: string, host: string): boolean {
  const domain = entry.replace(/^\*?\./, '');
  return domain !== '' && (host === domain || host.endsWith(`.${domain}`));
}

function holdsAddress(entry: string, address: string): boolean {
  const [base = '', bits] = entry.split('/');
  const isLong = base.includes(':');
  const most = isLong ? 128 : 32;
  const length = bits === undefined ? most : Number(/^\d+$/.exec(bits)?.[0]);
  if (isIP(base) === 0 || !(length <= most)) return false;
  const range = new BlockList();
  range.addSubnet(base, length, isLong ? 'ipv6' : 'ipv4');
  return range.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}
