export { fetchThroughProxy } from './fetch.ts';
export type { IncomingReply } from './request.ts';
export { requestThroughProxy } from './request.ts';
export { isLoopback, proxyFor, proxyName } from './proxy.ts';
export { backoffMs } from './backoff.ts';
export type { Backoff } from './backoff.ts';
export { budgetEmptyMs, retryAfterMs } from './retry-after.ts';
export type { ReplyHeaders } from './retry-after.ts';
