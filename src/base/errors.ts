/** What a process that ends with this error should exit with: 1 failed, 2 wrong usage. */
type ExitCode = 1 | 2;

export interface ErrorOptionsW4s {
  /** What to do next, as one sentence; names a command where there is one. */
  hint?: string;
  /** @default 1 */
  exitCode?: ExitCode;
  cause?: unknown;
  /** Machine-readable facts about the error. */
  facts?: Record<string, unknown>;
}

/** Every error that w4s raises on purpose. `code` is stable and machine-readable, e.g. `unknown-task`. */
export class W4sError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly exitCode: ExitCode;
  readonly facts: Record<string, unknown>;

  constructor(code: string, message: string, { hint, exitCode = 1, cause, facts = {} }: ErrorOptionsW4s = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'W4sError';
    this.code = code;
    this.hint = hint;
    this.exitCode = exitCode;
    this.facts = facts;
  }
}

/** A mistake in what the user asked for: exit code 2. */
export function usageError(code: string, message: string, options: Omit<ErrorOptionsW4s, 'exitCode'> = {}): W4sError {
  return new W4sError(code, message, { ...options, exitCode: 2 });
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
