export { fetchThroughProxy } from './fetch.ts';
export { isLoopback, proxyFor, proxyName } from './proxy.ts';
