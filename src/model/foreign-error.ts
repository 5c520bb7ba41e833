import { messageOf } from '../base/errors.ts';
import { redactor } from '../base/redact.ts';
import { ModelError, type ModelErrorKind } from './error.ts';
import { type ServerFailure, readFailure } from './http/failure.ts';
import { oneLine } from './http/page-text.ts';
import type { ReplyHeaders } from '../outgoing/index.ts';

/** Errors that lie in errors: more are a circle. */
const MOST_LINKS = 8;

const redact = redactor([]);

/**
 * What another client threw, as an error of ours. A status in it, as the clients of OpenAI, Anthropic and the AI SDK
 * carry one, decides as it would in an answer to a request of our own. Without one, an answer may have been paid for,
 * unless no connection came about.
 */
export function foreignError(model: string, error: unknown): ModelError {
  const links = linksOf(error);
  const failure = links.map((link) => failureOf(link)).find((found) => found !== undefined);
  const text = failure?.text || oneLine(redact(messageOf(error)));
  const facts = failure === undefined ? unknownCause(links) : refusal(failure);
  return new ModelError(`Expected a completion of \`${model}\`, got an error: ${text}`, {
    ...facts,
    model,
    cause: error,
  });
}

/** The error, and those that it wraps: its cause, or the last of several tries. */
function linksOf(error: unknown): object[] {
  const links: object[] = [];
  let link: unknown = error;
  while (typeof link === 'object' && link !== null && links.length < MOST_LINKS) {
    links.push(link);
    const { lastError, cause, errors } = link as Record<string, unknown>;
    link = lastError ?? cause ?? (Array.isArray(errors) ? errors[0] : undefined);
  }
  return links;
}

function failureOf(link: object): ServerFailure | undefined {
  const { status, statusCode, headers, responseHeaders, responseBody, response, code, type, param } = link as Record<
    string,
    unknown
  >;
  const answer = typeof response === 'object' && response !== null ? (response as Record<string, unknown>) : {};
  const claimed = [status, statusCode, answer['status']].find((one) => isFailing(one));
  if (claimed === undefined) return undefined;
  const said = { error: { message: messageOf(link), code, type, param } };
  const body = typeof responseBody === 'string' && responseBody !== '' ? responseBody : JSON.stringify(said);
  const fields = readable(headers ?? responseHeaders ?? answer['headers']);
  return readFailure({ ok: false, status: Number(claimed), headers: fields }, body, redact);
}

function isFailing(status: unknown): boolean {
  return typeof status === 'number' && status >= 400 && status < 600;
}

/** Headers of `fetch`, or an object by names. */
function readable(headers: unknown): ReplyHeaders {
  if (typeof headers !== 'object' || headers === null) return { get: () => null };
  if ('get' in headers && typeof headers.get === 'function') return headers as ReplyHeaders;
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
  return { get: (name) => byName.get(name) ?? null };
}

interface Cause {
  kind: ModelErrorKind;
  status?: number;
  retryAfterMs?: number;
  requestFault: boolean;
  mayBePaid: boolean;
}

/** The plainest request was not tried, so nobody knows whether it is this one that is at fault. */
function refusal({ kind, status, retryAfterMs }: ServerFailure): Cause {
  return { kind, status, retryAfterMs, requestFault: false, mayBePaid: false };
}

const OUT_OF_TIME = /time[sd]?[ -]?out|deadline exceeded/i;
const NOT_CONNECTED = /\bE(?:CONNREFUSED|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH)\b/;
const LOST = /\bE(?:CONN\w+|PIPE)\b|UND_ERR_SOCKET|socket|network|connection|fetch failed/i;

function unknownCause(links: readonly object[]): Cause {
  const words = links.map((link) => `${String((link as { code?: unknown }).code)} ${String(link)}`).join(' ');
  if (NOT_CONNECTED.test(words)) return { kind: 'network', requestFault: false, mayBePaid: false };
  const lost = LOST.test(words) ? 'network' : 'server';
  return { kind: OUT_OF_TIME.test(words) ? 'timeout' : lost, requestFault: false, mayBePaid: true };
}
