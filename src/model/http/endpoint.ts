import { redactor } from '../../base/redact.ts';
import type { Redact } from '../../base/redact.ts';

export interface EndpointOptions {
  /** `provider:name`, for errors. */
  id: string;
  /** The part before `/chat/completions`. */
  baseUrl: string;
  apiKey?: string;
  headers?: Readonly<Record<string, string>>;
  /** What must not stand in an error beside the key and whole headers: parts of them. @default none */
  secrets?: readonly string[];
  /**
   * Most milliseconds for one request, body included, before it is aborted. @default 120_000, or as {@link Patience}
   * learns
   */
  timeoutMs?: number;
  /** Milliseconds without another byte, once an answer has begun. @default 60_000 */
  idleMs?: number;
  /** Called when the server reports that its budget of requests or tokens is used up, with the milliseconds to wait. */
  onBudgetEmpty?: (waitMs: number) => void;
}

/** The destination of requests, and how to keep its secrets out of errors. */
export interface Endpoint {
  id: string;
  /** Without a trailing slash. */
  baseUrl: string;
  headers: Record<string, string>;
  timeoutMs: number;
  idleMs: number;
  /** Called when a server reports that its budget of requests or tokens is used up, with the milliseconds to wait. */
  onBudgetEmpty: (waitMs: number) => void;
  redact: Redact;
}

export function endpointOf({
  id,
  baseUrl,
  apiKey,
  headers = {},
  secrets = [],
  timeoutMs = 120_000,
  idleMs = 60_000,
  onBudgetEmpty = () => {},
}: EndpointOptions): Endpoint {
  return {
    id,
    baseUrl: baseUrl.replace(/\/+$/, ''),
    headers: { ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}), ...headers },
    timeoutMs,
    idleMs,
    onBudgetEmpty,
    redact: redactor([apiKey, ...Object.values(headers), ...secrets]),
  };
}
