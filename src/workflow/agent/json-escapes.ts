/** What may follow a backslash in JSON; `'` and a line end may in Python. */
const KNOWN = /\\(?:["\\/bfnrt'\n]|u[0-9a-fA-F]{4})/y;

// LaTeX that the model forgot to escape: read as JSON it would become control characters (`\frac` a form feed and
// "rac"). `\b`, `\f` and `\r` before a letter are never meant as such; a tab or a line end hardly stands before the
// rest of most commands. Where that rest is a name that code may have (`op`, `mid`), what follows it decides.
const TAB_COMMANDS = 'extbf|extit|extrm|exttt|imes|heta|an|anh|au|ilde|herefore|riangle|riangleq';
const TAB_NAMES = 'ext|frac|binom|op';
const LINE_COMMANDS = 'abla|ot|otin|eg|earrow|warrow|olimits';
const LINE_NAMES = 'eq|mid|subseteq|subset|leq|geq|less|gtr|parallel|exists|cong|sim';
const LATEX = new RegExp(
  String.raw`\\(?:[bfr](?=[a-zA-Z])|(?:t(?:${TAB_COMMANDS})|n(?:${LINE_COMMANDS}))(?![a-zA-Z])` +
    String.raw`|(?:(?:to|n[eiu])(?!\w)|(?:t(?:${TAB_NAMES})|n(?:${LINE_NAMES}))(?![a-zA-Z]))` +
    String.raw`(?!\w* *[-+*/]?=| +in |[.([:,]))`,
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
