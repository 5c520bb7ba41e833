import type { ModelErrorKind } from '../error.ts';
import { errorObject } from './error-object.ts';
import type { ErrorObject } from './error-object.ts';
import { oneLine } from './page-text.ts';
import type { HttpReply } from './post.ts';
import type { Redact } from '../../base/redact.ts';
import { headOf } from '../../base/clip.ts';
import { type ReplyHeaders, retryAfterMs } from '../../outgoing/index.ts';

/** A server's refusal, as far as we understand it. */
export interface ServerFailure {
  kind: ModelErrorKind;
  /** HTTP status, or the one claimed by an error object inside a 200. */
  status: number;
  /** The server's message: free of secrets, one line, at most 500 characters. */
  text: string;
  /** The server's own code for it. */
  code: string;
  /** The field that the server complains about, if it names one. */
  param?: string;
  /** The account is out of credit: waiting does not help. */
  outOfCredit: boolean;
  /** A filter refused this text; other texts are accepted. */
  moderated: boolean;
  /** An answer that the server itself refuses because it is not the requested JSON. */
  failedAnswer?: string;
  retryAfterMs?: number;
}

/** Interprets an answer with an error status, or an error object that came with status 200. */
export function readFailure(response: HttpReply['response'], body: string, redact: Redact): ServerFailure {
  const error = errorObject(body);
  const status = response.ok ? claimedStatus(error) : response.status;
  const text = oneLine(redact(error?.message || body));
  const words = `${error?.code} ${error?.type}`;
  const wait = retryAfterMs(response.headers, body) ?? retryAfterMs(headersOf(error), '');
  const outOfCredit = wait === undefined && !PER_TIME.test(text) && meansNoCredit(status, words);
  return {
    kind: kindOf(status, text, words, outOfCredit),
    status,
    text,
    code: headOf(words, 100),
    param: error?.param,
    outOfCredit,
    moderated: isModeration(status, `${words} ${error?.reason}`, text) && isAboutText(error?.param),
    failedAnswer: error?.failedAnswer,
    retryAfterMs: wait,
  };
}

/** What refusals of one kind have in common: everything except words with a digit, which are names, numbers and ids. */
export function shapeOf({ status, code, text }: ServerFailure): string {
  return `${status} ${code} ${text.slice(0, 160).replace(/\S*\d\S*/g, '#')}`;
}

/** Whether a parsed body is an error object: some gateways send those with status 200. */
export function isErrorBody(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'error' in value &&
    Boolean(value.error) &&
    !('choices' in value && Array.isArray(value.choices) && value.choices.length > 0)
  );
}

/** Words for a limit that expires: whatever else the text says, waiting helps. */
const PER_TIME = anyOf(
  /\bper[ -](?:second|minute|hour|day|week|month)\b/,
  /\b(?:rpm|tpm|rps|rpd|tpd)\b/,
  /rate[ _-]?limit|too many requests/,
  /try again in|retry (?:after|in)/,
);

const NO_CREDIT_CODE = anyOf(
  /insufficient_(?:quota|credits?|balance|funds|user_quota)/,
  /billing_(?:hard_limit_reached|not_active|error)/,
  /credit_(?:limit|exhausted)|payment_required|arrearage/,
);

const RATE_LIMIT_CODE = /rate_?limit|throttl|too_?many_?requests|resource_?exhausted|quota_?exceeded/i;

const MODERATION_CODE = anyOf(
  /content_?(?:filter|policy|moderation)|moderation|responsibleaipolicy/,
  /data_?inspection_?failed|flagged|prohibited_content|\bsafety\b/,
);

const MODERATION = anyOf(
  /content (?:\w{1,20} )?polic|content[_ ](?:filter|moderation)|usage polic/,
  /(?:was|been|is|were) flagged|content exists risk|inappropriate content|requires moderation/,
  /blocked by .{0,40}(?:filter|safety|policy)|safety (?:system|filter|policy)/,
);

const CONTEXT_LENGTH = anyOf(
  /context[_ ](?:length|window|size)|maximum context|too many tokens|input token count/,
  /prompt is too long|input (?:is )?too long|request too large/,
  /exceeds? the (?:maximum|model'?s?) (?:number of tokens|input|token)/,
  /exceed(?:s|ed)? (?:the )?(?:context|model token) limit|model max length exceeded/,
  /maximum prompt length|range of input length/,
  /inputs\W{1,3}tokens \+ \W?max_new_tokens|inputs\W{1,3}must have (?:less|fewer) than \d+ tokens/,
  /reduce (?:the|your) (?:length|message|prompt)/,
);

/** A single request above a per-minute limit would be refused forever. */
const TOO_LARGE = /request too large|must be reduced/i;

const NO_SUCH_MODEL = anyOf(
  /model[^.]{0,120}(?:not found|does not exist|is not a valid model|not exist)/,
  /no such model|unknown model|invalid model/,
);

const NO_CREDIT_STATUSES: ReadonlySet<number> = new Set([400, 403, 429]);

function meansNoCredit(status: number, words: string): boolean {
  return status === 402 || (NO_CREDIT_STATUSES.has(status) && NO_CREDIT_CODE.test(words));
}

function isModeration(status: number, words: string, text: string): boolean {
  return [400, 403, 422, 451].includes(status) && (MODERATION_CODE.test(words) || MODERATION.test(text));
}

function isAboutText(param: string | undefined): boolean {
  return param === undefined || /^(?:prompt|messages|input|contents?)\b/.test(param);
}

/**
 * Decided by the status; words only distinguish the kinds of a 400, and no such kind is believed before it was tried.
 */
function kindOf(status: number, text: string, words: string, outOfCredit: boolean): ModelErrorKind {
  if (outOfCredit) return 'auth';
  if (status === 429 && TOO_LARGE.test(text)) return 'context-length';
  if (status === 429 || status === 402) return 'rate-limit';
  if (status === 413 || /context_length_exceeded/i.test(words)) return 'context-length';
  if ((status === 400 || status === 403) && RATE_LIMIT_CODE.test(words)) return 'rate-limit';
  if (status === 401 || status === 403) return 'auth';
  if (status === 408) return 'timeout';
  if (status !== 404 && status < 500 && CONTEXT_LENGTH.test(text)) return 'context-length';
  if (status === 404 || status === 405 || /model_not_found/i.test(words)) return 'not-found';
  if (status >= 500) return CONTEXT_LENGTH.test(text) ? 'context-length' : 'server';
  if ([409, 425].includes(status)) return 'server';
  return NO_SUCH_MODEL.test(text) ? 'not-found' : 'bad-request';
}

/** Those that OpenRouter puts into its error, for the limits of free models. */
function headersOf(error: ErrorObject | undefined): ReplyHeaders {
  const given = Object.entries(error?.headers ?? {});
  const values = new Map(given.map(([name, value]) => [name.toLowerCase(), String(value)]));
  return { get: (name) => values.get(name) ?? null };
}

/** An error inside a 200 without a usable code counts as the server's trouble, so that it is retried. */
function claimedStatus(error: ErrorObject | undefined): number {
  const code = Number(error?.code);
  if (code >= 400 && code < 600) return code;
  const words = `${error?.code} ${error?.type}`;
  if (/rate.?limit|too.?many.?requests|resource.?exhausted/i.test(words)) return 429;
  if (/auth|permission|api.?key/i.test(words)) return 401;
  return /invalid|bad.?request|not.?found|unsupported|content.?filter/i.test(words) ? 400 : 502;
}

function anyOf(...patterns: RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => source).join('|'), 'i');
}
