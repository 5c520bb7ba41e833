import { proxyFor, proxyName } from '../../outgoing/index.ts';
import { ModelError } from '../error.ts';
import type { ModelErrorKind } from '../error.ts';
import type { Deadline } from './deadline.ts';
import type { Endpoint } from './endpoint.ts';
import { MOST_REPLY_BYTES, ReplyTooLarge } from './read-body.ts';

interface Circumstances {
  deadline: Deadline;
  mayBePaid: boolean;
}

/** The error for a request without a complete answer. */
export function connectionError(
  endpoint: Endpoint,
  error: unknown,
  { deadline: { overrun, elapsedMs }, mayBePaid }: Circumstances,
): ModelError {
  const { id, idleMs, redact } = endpoint;
  const server = serverName(endpoint);
  const { code, text } = innermost(error);
  const facts = { model: id, cause: new Error(redact(text)), mayBePaid };
  if (error instanceof ReplyTooLarge) {
    return new ModelError(
      `Expected at most ${MOST_REPLY_BYTES / 2 ** 20} MiB from \`${id}\`, got a longer answer from ${server}`,
      {
        ...facts,
        kind: 'reply-too-large',
        hint: 'No model answer is that long. Check the base URL.',
      },
    );
  }
  if (overrun === 'total') {
    return new ModelError(
      `Expected \`${id}\` to answer within ${seconds(elapsedMs)}, got nothing complete from ${server}`,
      {
        ...facts,
        kind: 'timeout',
        hint: 'Lower the concurrency, or raise `timeoutMs` of the provider in w4s.config.ts if it is set.',
      },
    );
  }
  if (overrun === 'idle') {
    return new ModelError(
      `Expected the answer of \`${id}\` to continue within ${seconds(idleMs)}, got no further byte from ${server}`,
      { ...facts, kind: 'timeout' },
    );
  }
  const kind: ModelErrorKind = /TIMEOUT|ETIMEDOUT/.test(code) ? 'timeout' : 'network';
  return new ModelError(`Expected an answer of \`${id}\` from ${server}, got a broken connection: ${redact(text)}`, {
    ...facts,
    kind,
    hint: hintFor(code, endpoint),
  });
}

function serverName({ baseUrl, redact }: Endpoint): string {
  const proxy = proxyFor(baseUrl);
  return proxy === undefined ? redact(baseUrl) : `${redact(baseUrl)} through the proxy ${proxyName(proxy)}`;
}

function seconds(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 1_000)} s`;
}

function hintFor(code: string, { baseUrl, redact }: Endpoint): string {
  const server = redact(baseUrl);
  if (proxyFor(baseUrl) !== undefined)
    return `Check the proxy in HTTP_PROXY or HTTPS_PROXY, or add the host of ${server} to NO_PROXY.`;
  if (code === 'ECONNREFUSED') return `Nothing listens at ${server}. Start the server, or set its base URL.`;
  if (/ENOTFOUND|EAI_AGAIN/.test(code))
    return `The host of ${server} was not found. Check the base URL and the network.`;
  return 'Check the network and the server, then run `w4s doctor`.';
}

/** `fetch failed` says nothing: the reason is in its cause, or in the errors of an aggregate. */
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
