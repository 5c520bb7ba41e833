import { type IncomingReply, requestThroughProxy } from '../../outgoing/index.ts';
import { W4sError } from '../../base/errors.ts';
import { connectionError } from './connection-error.ts';
import { startDeadline } from './deadline.ts';
import type { Endpoint } from './endpoint.ts';
import { readBody } from './read-body.ts';
import { budgetEmptyMs } from '../../outgoing/index.ts';

export interface HttpReply {
  response: Pick<IncomingReply, 'ok' | 'status' | 'headers'>;
  body: string;
  latencyMs: number;
}

export interface SendOptions {
  signal?: AbortSignal;
  /** Milliseconds for the request, body included; called again while it runs. @default the endpoint's */
  limitMs?: () => number;
  /** Beside the endpoint's own. */
  headers?: Readonly<Record<string, string>>;
}

/**
 * Sends one request and reads the body to its end.
 * @throws {ModelError} `timeout`, `network` or `reply-too-large`, after the connection is really closed; {@link
 * W4sError} for an unusable proxy; the signal's reason when that fires.
 */
export async function send(
  endpoint: Endpoint,
  path: string,
  body: unknown,
  options: SendOptions = {},
): Promise<HttpReply> {
  const { signal, limitMs = () => endpoint.timeoutMs, headers } = options;
  signal?.throwIfAborted();
  // Our own controller instead of AbortSignal.any: listeners on a run's long-lived signal must go away with the call.
  const controller = new AbortController();
  const abort = () => controller.abort();
  const deadline = startDeadline({ limitMs, idleMs: endpoint.idleMs, onOverrun: abort });
  signal?.addEventListener('abort', abort, { once: true });
  let response: IncomingReply | undefined;
  try {
    response = await requestThroughProxy(
      `${endpoint.baseUrl}${path}`,
      requestOf({ ...headers, ...endpoint.headers }, body, controller.signal),
    );
    const emptyMs = budgetEmptyMs(response.headers);
    if (emptyMs !== undefined) endpoint.onBudgetEmpty(emptyMs);
    const text = await readBody(response.body, deadline.progress);
    return { response, body: text, latencyMs: deadline.elapsedMs };
  } catch (error) {
    // Closes the connection of a body that was not read to its end.
    abort();
    signal?.throwIfAborted();
    if (error instanceof W4sError) throw error;
    // An answer was on its way, or may have been made for us while we gave up.
    const mayBePaid = response?.ok ?? deadline.overrun !== undefined;
    throw connectionError(endpoint, error, { deadline, mayBePaid });
  } finally {
    deadline.close();
    signal?.removeEventListener('abort', abort);
  }
}

function requestOf(headers: Readonly<Record<string, string>>, body: unknown, signal: AbortSignal) {
  const own = { ...headers, accept: 'application/json' };
  if (body === undefined) return { method: 'GET', headers: own, signal } as const;
  return {
    method: 'POST',
    headers: { ...own, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  } as const;
}
