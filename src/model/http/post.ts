import { ModelError } from '../error.ts';
import type { ModelErrorKind } from '../error.ts';
import type { Endpoint } from './endpoint.ts';

export interface HttpReply {
  response: Response;
  body: string;
}

/**
 * One request, body read to the end.
 * @throws {ModelError} `timeout` or `network`, after the connection is really closed; the signal's reason when that fires.
 */
export async function send(endpoint: Endpoint, path: string, body: unknown, signal?: AbortSignal): Promise<HttpReply> {
  signal?.throwIfAborted();
  // A controller of our own and not AbortSignal.any: listeners on a run's long-lived signal must go with the call.
  const controller = new AbortController();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    controller.abort();
  }, endpoint.timeoutMs);
  const onAbort = () => controller.abort();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const response = await fetch(`${endpoint.baseUrl}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...endpoint.headers, accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // A redirected POST becomes a GET without its body: better to say that the base URL is wrong.
      redirect: 'manual',
      signal: controller.signal,
    });
    return { response, body: await response.text() };
  } catch (error) {
    signal?.throwIfAborted();
    throw connectionError(endpoint, error, timedOut);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

function connectionError({ id, baseUrl, timeoutMs, redact }: Endpoint, error: unknown, timedOut: boolean): ModelError {
  const { code, text } = innermost(error);
  const kind: ModelErrorKind = timedOut || /TIMEOUT|ETIMEDOUT/.test(code) ? 'timeout' : 'network';
  const server = redact(baseUrl);
  const message = timedOut
    ? `Expected \`${id}\` to answer within ${timeoutMs} ms, got nothing complete from ${server}`
    : `Expected an answer of \`${id}\` from ${server}, got a broken connection: ${redact(text)}`;
  return new ModelError(message, { kind, model: id, cause: new Error(redact(text)), hint: hintFor(code, server, timedOut) });
}

function hintFor(code: string, server: string, timedOut: boolean): string {
  if (timedOut) return 'Raise `timeoutMs` of the provider in w4s.config.ts, or lower the concurrency.';
  if (code === 'ECONNREFUSED') return `Nothing listens at ${server}. Start the server, or set its base URL.`;
  if (/ENOTFOUND|EAI_AGAIN/.test(code)) return `The host of ${server} was not found. Check the base URL and the network.`;
  return 'Check the network and the server, then run `w4s doctor`.';
}

/** `fetch failed` says nothing: the reason is in its cause, or in the parts of an aggregate. */
function innermost(error: unknown): { code: string; text: string } {
  let inner = error;
  while (inner instanceof Error) {
    const next: unknown = inner instanceof AggregateError ? inner.errors[0] : inner.cause;
    if (!(next instanceof Error)) break;
    inner = next;
  }
  const { code = '', message = String(inner) } = inner as { code?: unknown; message?: string };
  const words = message === '' ? String(code) : message;
  return { code: String(code), text: words };
}
