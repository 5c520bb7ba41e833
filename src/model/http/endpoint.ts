import { redactor } from './redact.ts';
import type { Redact } from './redact.ts';

export interface EndpointOptions {
  /** `provider:name`, for errors. */
  id: string;
  /** Up to, without, `/chat/completions`. */
  baseUrl: string;
  apiKey?: string;
  headers?: Readonly<Record<string, string>>;
  /** Milliseconds for one request, body included; then it is aborted. @default 120_000 */
  timeoutMs?: number;
}

/** Where requests go, and how its secrets stay out of errors. */
export interface Endpoint {
  id: string;
  /** Without a trailing slash. */
  baseUrl: string;
  headers: Record<string, string>;
  timeoutMs: number;
  redact: Redact;
}

export function endpointOf({ id, baseUrl, apiKey, headers = {}, timeoutMs = 120_000 }: EndpointOptions): Endpoint {
  return {
    id,
    baseUrl: baseUrl.replace(/\/+$/, ''),
    headers: { ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}), ...headers },
    timeoutMs,
    redact: redactor([apiKey, ...Object.values(headers)]),
  };
}
