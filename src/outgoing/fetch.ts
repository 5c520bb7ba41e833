import type { RequestInit, Response } from 'undici';
import { connectionsTo } from './dispatchers.ts';

/** `fetch`, through the environment's proxy if there is one. @throws as `proxyFor` */
export async function fetchThroughProxy(
  address: string,
  init: Omit<RequestInit, 'dispatcher'> = {},
): Promise<Response> {
  const { undici, dispatcher } = await connectionsTo(address);
  return undici.fetch(address, { ...init, dispatcher });
}
