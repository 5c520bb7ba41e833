/** The parts of a server's error object that we use. */
export interface ErrorObject {
  message: string;
  code: string;
  type: string;
  /** From an error inside the error, or from its metadata. */
  reason: string;
  param?: string;
  /** An answer that was not JSON although JSON was requested. */
  failedAnswer?: string;
  /** Headers that came with the error of a server behind this one. */
  headers: Readonly<Record<string, unknown>>;
}

/** Characters. A larger body is not a message, and deep nesting is slow to read. */
const MOST_PARSED = 200_000;

/**
 * Reads the error of a body: Google wraps it in a list, FastAPI puts the complaint into `detail`, older vLLM put it at
 * the top level, OpenRouter hands on what the provider behind it said.
 */
export function errorObject(body: string): ErrorObject | undefined {
  const value = parsed(body);
  if (value === undefined) return undefined;
  const outer = errorIn(value);
  const upstream = upstreamIn(outer.fields);
  return upstream === undefined ? outer.error : joined(outer.error, upstream);
}

function parsed(body: string): unknown {
  if (body.length > MOST_PARSED) return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function errorIn(value: unknown): { error: ErrorObject; fields: Record<string, unknown> } {
  const top = record(Array.isArray(value) ? value[0] : value);
  const fields = typeof top['error'] === 'string' ? { ...top, message: top['error'] } : record(top['error'] ?? top);
  const { message, detail = top['detail'], code, type, status, param } = fields;
  const said = message ?? detail;
  const metadata = record(fields['metadata']);
  const error = {
    message: typeof said === 'string' ? said : JSON.stringify(said ?? value),
    code: text(code ?? fields['error_type'] ?? top['code']),
    type: text(type ?? status),
    reason: text(record(fields['innererror'])['code'] ?? metadata['reasons']),
    param: typeof param === 'string' && param !== '' ? param : undefined,
    failedAnswer: typeof fields['failed_generation'] === 'string' ? fields['failed_generation'] : undefined,
    headers: record(metadata['headers']),
  };
  return { error, fields };
}

/** The body of a provider's refusal, as OpenRouter puts it into the metadata: JSON, its text, or a plain text. */
function upstreamIn(fields: Record<string, unknown>): Partial<ErrorObject> | undefined {
  const { raw } = record(fields['metadata']);
  if (typeof raw === 'object' && raw !== null) return errorIn(raw).error;
  if (typeof raw !== 'string' || raw === '') return undefined;
  const value = parsed(raw);
  return typeof value === 'object' && value !== null ? errorIn(value).error : { message: raw };
}

/** The code stays the first server's own: it may be a status. */
function joined(outer: ErrorObject, upstream: Partial<ErrorObject>): ErrorObject {
  const both = (name: 'type' | 'reason', ...more: (string | undefined)[]): string =>
    [outer[name], ...more].filter(Boolean).join(' ');
  return {
    ...outer,
    message: `${outer.message}: ${upstream.message}`,
    type: both('type', upstream.code, upstream.type),
    reason: both('reason', upstream.reason),
    param: outer.param ?? upstream.param,
    failedAnswer: outer.failedAnswer ?? upstream.failedAnswer,
  };
}

function text(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
