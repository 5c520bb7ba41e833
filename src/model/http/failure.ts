import type { ModelErrorKind } from '../error.ts';
import type { HttpReply } from './post.ts';
import type { Redact } from './redact.ts';
import { retryAfterMs } from './retry-after.ts';

/** A server's refusal, as far as it can be understood. */
export interface ServerFailure {
  kind: ModelErrorKind;
  /** HTTP status, or the one that an error object inside a 200 claims. */
  status: number;
  /** What the server said: free of secrets, one line, at most 500 characters. */
  text: string;
  /** The field that the server complains about, where it names one. */
  param?: string;
  /** The account has no credit left: waiting does not help. */
  outOfCredit: boolean;
  retryAfterMs?: number;
}

/** The parts of a server's error object that we use. */
interface ErrorObject {
  message: string;
  code: string;
  type: string;
  param?: string;
}

/** Makes sense of an answer with an error status, or of an error object that came with status 200. */
export function readFailure(response: HttpReply['response'], body: string, redact: Redact): ServerFailure {
  const error = errorObject(body);
  const status = response.ok ? claimedStatus(error) : response.status;
  const text = oneLine(redact(error?.message || body));
  const outOfCredit = status === 402 || /insufficient_quota|billing|insufficient (?:credits|balance)/i.test(`${error?.code} ${error?.type} ${text}`);
  const wait = retryAfterMs(response.headers, body);
  return {
    kind: kindOf(status, text, error, outOfCredit),
    status,
    text,
    outOfCredit,
    ...(error?.param === undefined ? {} : { param: error.param }),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  };
}

/** Whether a parsed body is an error object: some gateways send those with status 200. */
export function isErrorBody(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'error' in value && Boolean(value.error) && !('choices' in value && Array.isArray(value.choices) && value.choices.length > 0);
}

const CONTEXT_LENGTH =
  /context[_ ](?:length|window|size)|maximum context|too many tokens|prompt is too long|input (?:is )?too long|exceeds? the (?:maximum|model'?s?) (?:number of tokens|input|token)|input token count/i;

const NO_SUCH_MODEL = /model[^.]{0,120}(?:not found|does not exist|is not a valid model|not exist)|no such model|unknown model|invalid model/i;

function kindOf(status: number, text: string, error: ErrorObject | undefined, outOfCredit: boolean): ModelErrorKind {
  if (status === 401 || status === 403 || outOfCredit) return 'auth';
  if (status === 429) return 'rate-limit';
  if (status === 408) return 'timeout';
  if (error?.code === 'context_length_exceeded' || status === 413 || CONTEXT_LENGTH.test(text)) return 'context-length';
  if (status === 404 || status === 405 || error?.code === 'model_not_found') return 'not-found';
  if (status >= 500) return 'server';
  if ([409, 425].includes(status)) return 'server';
  return NO_SUCH_MODEL.test(text) ? 'not-found' : 'bad-request';
}

/** An error without a usable code inside a 200 is the server's trouble, so that it is tried again. */
function claimedStatus(error: ErrorObject | undefined): number {
  const code = Number(error?.code);
  if (code >= 400 && code < 600) return code;
  const words = `${error?.code} ${error?.type}`;
  if (/rate.?limit|too.?many|resource.?exhausted/i.test(words)) return 429;
  if (/auth|permission|api.?key/i.test(words)) return 401;
  return /invalid|bad.?request|not.?found/i.test(words) ? 400 : 502;
}

function errorObject(body: string): ErrorObject | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  // Google wraps its error in a list, FastAPI puts the complaint into `detail`, vLLM has had it at the top level.
  const top = record(Array.isArray(value) ? value[0] : value);
  const inner = typeof top['error'] === 'string' ? { message: top['error'] } : record(top['error'] ?? top);
  const { message, detail = top['detail'], code, type, status, param } = inner;
  const said = message ?? detail;
  return {
    message: typeof said === 'string' ? said : JSON.stringify(said ?? value),
    code: String(code ?? ''),
    type: String(type ?? status ?? ''),
    ...(typeof param === 'string' && param !== '' ? { param } : {}),
  };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** Error pages keep their words and lose their markup. */
function oneLine(text: string): string {
  const words = /<(?:!doctype|html|head|body)/i.test(text) ? text.replace(/<(style|script)[\s\S]*?<\/\1>|<[^>]*>/gi, ' ') : text;
  const line = words.replace(/\s+/g, ' ').trim();
  return line.length > 500 ? `${line.slice(0, 500)}…` : line;
}
