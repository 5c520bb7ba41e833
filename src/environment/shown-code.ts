/**
 * A workflow as the meta-agent reads it: as it is to write its own, from `def workflow(` on. Small models copy what
 * they see: some ended after the description at a file's head, or kept the name `solver`.
 */
export function shownCode(code: string): string {
  return code
    .replace(DESCRIPTION, '')
    .replace(/^def solver\(/m, 'def workflow(')
    .trim();
}

/** The string at the head of a file, alone on its lines: up to its first closing quotes, with nothing behind them. */
const DESCRIPTION = /^\s*("""|''')(?:(?!\1)[^\\]|\\[^])*\1[ \t]*(?:\n|$)/;
