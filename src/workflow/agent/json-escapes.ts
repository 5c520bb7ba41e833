/** What may follow a backslash in JSON; `'` and a line end may in Python. */
const KNOWN = /\\(?:["\\/bfnrt'\n]|u[0-9a-fA-F]{4})/y;

// LaTeX that the model forgot to escape: read as JSON it would become control characters (`\frac` a form feed and
// "rac"). `\b`, `\f` and `\r` before a letter are never meant as such; a tab or a line end may stand before "o" or
// "u", as in code, but hardly before the rest of these commands.
const TAB_COMMANDS = 'ext|extbf|extit|extrm|exttt|frac|binom|imes|heta|an|anh|au|ilde|herefore|riangle|riangleq|op';
const LINE_COMMANDS =
  'eq|abla|ot|otin|eg|mid|subseteq|subset|leq|geq|less|gtr|parallel|exists|earrow|warrow|cong|sim|olimits';
const LATEX = new RegExp(
  String.raw`\\(?:[bf](?=[a-zA-Z])|r(?=[a-zA-Z])|t(?:${TAB_COMMANDS})(?![a-zA-Z])` +
    String.raw`|n(?:${LINE_COMMANDS})(?![a-zA-Z])|(?:to|n[eiu])(?!\w| *[-+*/]?=| +in |[.([:,]))`,
  'y',
);

/** Doubles the backslashes that a JSON reader would reject or misread, so that LaTeX and patterns survive. */
export function escapeStrayBackslashes(json: string): string {
  let repaired = '';
  for (let i = 0; i < json.length;) {
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
