import { createHash } from 'node:crypto';

/**
 * The identity of a workflow's text: 64 hexadecimal digits of SHA-256. Line ends, trailing blanks, blank lines at
 * either end and a byte order mark don't count, everything else does: approvals hold for exactly one hash.
 */
export function workflowHash(code: string): string {
  return createHash('sha256').update(normalizedCode(code)).digest('hex');
}

function normalizedCode(code: string): string {
  const lines = code.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/^\n+|\n+$/g, '');
}
