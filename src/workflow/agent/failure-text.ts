import type { SandboxFailure } from '../../sandbox/contract.ts';

/** One line that names Python's exception, once. */
export function failureText({ errorType, message }: SandboxFailure): string {
  if (errorType === undefined || message.startsWith(errorType)) return message;
  return message === '' ? errorType : `${errorType}: ${message}`;
}
