export { fetchThroughProxy } from './fetch.ts';
export type { IncomingReply } from './request.ts';
export { requestThroughProxy } from './request.ts';
export { isLoopback, proxyFor, proxyName } from './proxy.ts';
