import { boxed } from '../answer/box.ts';

const UNIT_WORD = String.raw`(?:square|cubic|sq|cu|per|degrees?|dollars?|cents?|units?|percent|[a-zA-Z]{2,})`;
const KEPT_WORDS = /^(sin|cos|tan|cot|sec|csc|ln|log|exp|sqrt|pi|inf|infinity|and|or|abs|frac)$/i;

/** The answer's own notation out of what a workflow returned: a box, a formula in a sentence, or the text itself. */
export function formulaIn(answer: string): string {
  const inBox = boxed(answer);
  if (inBox !== undefined) return inBox;
  const stated = /(?:answer|result)\s*(?:is|:|=)+\s*([\s\S]+)$/i.exec(answer)?.[1] ?? answer;
  const formulas = [...stated.matchAll(/(?<!\\)\$\$?([^$]+?)(?<!\\)\$\$?|\\\(([\s\S]+?)\\\)|\\\[([\s\S]+?)\\\]/g)];
  const last = formulas.at(-1);
  return last ? (last[1] ?? last[2] ?? last[3])! : stated;
}

/** One spelling for what LaTeX can spell in many ways; units, currency, degrees and percent signs are dropped. */
export function clean(latex: string): string {
  const text = latex
    .replace(/\u2212|\u2013/g, '-')
    .replace(/\\(?:left|right|[bB]igg?[lr]?)(?![a-zA-Z])\s*\.?/g, '')
    .replace(/\\(?:displaystyle|limits|nolimits|quad|qquad)(?![a-zA-Z])/g, ' ')
    .replace(/(?<=\d)\s*(?:\{,\}|,\s*\\!|\\,)\s*(?=\d{3}(?!\d))/g, '')
    .replace(/(?<!\\)\\!/g, '')
    .replace(/(?<!\\)\\[,;: >]|~/g, ' ')
    .replace(/(?<=\d)\s+(\d+)\s*\/\s*(\d+)/g, '\\frac{$1}{$2}')
    .replace(/\\\$|\$/g, '')
    .replace(/\^\s*(?:\{\s*\\circ\s*\}|\\circ)|\\degrees?(?![a-zA-Z])|°/g, '')
    .replace(/\\?%/g, '')
    .replace(/\\(?:leq|leqslant|le)(?![a-zA-Z])|≤|<=/g, '≤')
    .replace(/\\(?:geq|geqslant|ge)(?![a-zA-Z])|≥|>=/g, '≥')
    .replace(/\\lt(?![a-zA-Z])/g, '<')
    .replace(/\\gt(?![a-zA-Z])/g, '>')
    .replace(/\\(?:langle)/g, '(')
    .replace(/\\(?:rangle)/g, ')')
    .replace(/∪/g, '\\cup ')
    .replace(/∞/g, '\\infty ')
    .replace(/√/g, '\\sqrt')
    .replace(/·|×/g, '*')
    .replace(/\\(?:mathbf|boldsymbol|mathit|mathbb)\s*\{([^{}]*)\}/g, '$1')
    .replace(/\\(?:text|textbf|textit|textrm|mbox|mathrm|operatorname)\s*\{([^{}]*)\}/g, (_, words: string) => `\\text{${words.trim()}}`);
  return withoutUnits(text).replace(/\s+/g, ' ').replace(/[.,;:\s]+$/, '').trim();
}

/** Plain words of a wholly textual answer, e.g. `\text{(B)}` or "Evelyn"; `undefined` for formulas. */
export function wordsOf(cleaned: string): string | undefined {
  const inside = /^\\text\{([^{}]*)\}$/.exec(cleaned)?.[1];
  const words = inside ?? (/^\(?[a-zA-Z][a-zA-Z' -]*\)?$/.test(cleaned) ? cleaned : undefined);
  return words?.toLowerCase().replace(/^\((.)\)$/, '$1').replace(/[\s.]+/g, ' ').trim();
}

function withoutUnits(text: string): string {
  const joined = text.replace(/\\text\{\s*(?:and|or)\s*,?\s*\}|(?<=[\d\s}),])(?:and|or)(?=\s)/g, ',').replace(/,(?:\s*,)+/g, ',');
  const bare = joined.replace(/(?<=\S)\s*(?:\\text\{[^{}]*\}|(?<=\\text\{[^{}]*\}\s*)[\s/]+)+(?:\s*\^\s*(?:\{\s*\d\s*\}|\d))?\s*\.?\s*$/, '');
  const plain = new RegExp(String.raw`(?<=[\d)}]|\\pi)\s+(${UNIT_WORD}(?:[\s/]+${UNIT_WORD})*)(?:\s*\^\s*(?:\{\s*\d\s*\}|\d))?\s*\.?\s*$`);
  const words = plain.exec(bare);
  return words && !words[1]!.split(/[\s/]+/).some((word) => KEPT_WORDS.test(word)) ? bare.slice(0, words.index) : bare;
}
