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
}

/** Characters. A larger body is not a message, and deep nesting is slow to read. */
const MOST_PARSED = 200_000;

/**
 * Reads the error of a body: Google wraps it in a list, FastAPI puts the complaint into `detail`, older vLLM put it at
 * the top level.
 */
export function errorObject(body: string): ErrorObject | undefined {
  if (body.length > MOST_PARSED) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  const top = record(Array.isArray(value) ? value[0] : value);
  const inner = typeof top['error'] === 'string' ? { ...top, message: top['error'] } : record(top['error'] ?? top);
  const { message, detail = top['detail'], code, type, status, param } = inner;
  const said = message ?? detail;
  return {
    message: typeof said === 'string' ? said : JSON.stringify(said ?? value),
    code: text(code ?? inner['error_type'] ?? top['code']),
    type: text(type ?? status),
    reason: text(record(inner['innererror'])['code'] ?? record(inner['metadata'])['reasons']),
    param: typeof param === 'string' && param !== '' ? param : undefined,
    failedAnswer: typeof inner['failed_generation'] === 'string' ? inner['failed_generation'] : undefined,
  };
}

function text(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
