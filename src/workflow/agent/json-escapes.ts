/** What may follow a backslash in JSON; `'` and a line end may in Python. */
const KNOWN = /\\(?:["\\/bfnrt'\n]|u[0-9a-fA-F]{4})/y;

// `\b`, `\f` and `\r` before a letter, and these words after `\t`, are LaTeX that the model forgot to escape: read as
// JSON they would become control characters (`\frac` a form feed and "rac").
const LATEX = /\\(?:[bf](?=[a-zA-Z])|r(?=[a-zA-Z])|t(?:ext\{|frac\{|imes\b|heta\b|an\b|au\b))/y;

/** Doubles the backslashes that a JSON reader would reject or misread, so that LaTeX and patterns survive. */
export function escapeStrayBackslashes(json: string): string {
  let repaired = '';
  for (let i = 0; i < json.length; ) {
    if (json[i] !== '\\') {
      repaired += json[i++];
      continue;
    }
    LATEX.lastIndex = KNOWN.lastIndex = i;
    const latex = LATEX.test(json);
    const escape = latex ? null : KNOWN.exec(json);
    repaired += escape?.[0] ?? '\\\\';
    i += escape?.[0].length ?? 1;
  }
  return repaired;
}
