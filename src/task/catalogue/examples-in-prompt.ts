const ARROW = /^\s*(?:#\s*)?(?:==>|=>|===?|->|➞|=|,?\s*(?:should\s+)?returns?)\s*/;
const LITERAL_WORD = /^(True|False|None)\b/;

/**
 * Assertions from the examples in a function's docstring: `>>> f(1)` with its value on the next line, `f(1) == 2`,
 * `f(1) => 2`, `f(1) should return 2`. Only calls and values made of literals; skips prose and formulas.
 */
export function examplesIn(prompt: string, entryPoint: string): string[] {
  const lines = prompt.split('\n');
  const found = lines.flatMap((line, index) => {
    const doctest = line.trim().startsWith('>>>');
    const at = line.indexOf(`${entryPoint}(`);
    if (at < 0 || line.trimStart().startsWith('def ') || /\w$/.test(line.slice(0, at))) return [];
    const args = bracketed(line.slice(at + entryPoint.length));
    if (args === undefined || !isLiteral(args)) return [];
    const rest = line.slice(at + entryPoint.length + args.length);
    const expected = doctest && rest.trim() === '' ? whole(lines[index + 1] ?? '') : afterArrow(rest);
    return expected === undefined ? [] : [`assert ${entryPoint}${args} == ${expected}`];
  });
  return [...new Set(found)];
}

function afterArrow(rest: string): string | undefined {
  const arrow = ARROW.exec(rest);
  return arrow ? whole(rest.slice(arrow[0].length)) : undefined;
}

/** A literal that fills the text, except for a full stop or a remark. */
function whole(text: string): string | undefined {
  const trimmed = text.trim();
  const literal =
    bracketed(trimmed) ?? quoted(trimmed) ?? LITERAL_WORD.exec(trimmed)?.[0] ?? /^-?\d+(\.\d+)?/.exec(trimmed)?.[0];
  if (literal === undefined || !isLiteral(literal)) return undefined;
  return /^\s*\.?\s*(#.*|\(.*)?$/.test(trimmed.slice(literal.length)) ? literal : undefined;
}

function bracketed(text: string): string | undefined {
  if (!/^[([{]/.test(text)) return undefined;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const string = quoted(text.slice(at));
    if (string !== undefined) at += string.length - 1;
    else if ('([{'.includes(text.charAt(at))) depth++;
    else if (')]}'.includes(text.charAt(at)) && --depth === 0) return text.slice(0, at + 1);
  }
  return undefined;
}

function quoted(text: string): string | undefined {
  return /^(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")/.exec(text)?.[0];
}

function isLiteral(text: string): boolean {
  const bare = text.replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, '0').replace(/\b(True|False|None)\b/g, '0');
  return /^[\d\s.,:()[\]{}-]*$/.test(bare);
}
