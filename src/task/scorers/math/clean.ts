import { readDigits } from '../answer/digits.ts';
import { fromPython } from './python.ts';
import { fromUnicode } from './unicode.ts';
import { withoutUnits } from './units.ts';

/** Escapes of JSON and Python that ate the first letter of a LaTeX command. */
const EATEN: readonly (readonly [RegExp, string])[] = [
  [/\t(?=ext|imes|heta|an\b|frac|au)/g, '\\t'],
  [/\r(?=ight|floor|ceil|ho\b)/g, '\\r'],
];
const NO_SET = /^(?:\\(?:emptyset|varnothing)|\\\{ ?\\\}|\{ ?\})$/;
const REALS = new RegExp(
  [
    String.raw`^(?:R|\(-\\infty ?, ?\\infty ?\)|x ?\\in R`,
    String.raw`|(?:\\text\{)?(?:the )?(?:set of )?(?:all )?(?:the )?real(?:s| numbers?)\}?)$`,
  ].join(''),
  'i',
);

/**
 * One spelling for what LaTeX, Unicode and Python spell in many ways; units, currency, degrees and percent
 * signs are dropped.
 */
export function clean(latex: string): string {
  const text = EATEN.reduce((eaten, [pattern, letter]) => eaten.replace(pattern, letter), latex).replace(/\s+/g, ' ');
  const words = oneText(withoutLook(withoutThousands(fromPython(fromUnicode(text)))));
  const bare = joined(withoutUnits(scaled(numbersWhole(words))))
    .replace(/ +/g, ' ')
    .replace(/(?:(?<!\\)[.,;: ])+$/, '')
    .trim();
  if (NO_SET.test(bare)) return '\\emptyset';
  return REALS.test(bare) ? 'R' : bare;
}

/** Plain words of a wholly textual answer, e.g. `\text{(B)}` or "Evelyn"; `undefined` for formulas. */
export function wordsOf(cleaned: string): string | undefined {
  const inside = /^\\text\{([^{}]*)\}$/.exec(cleaned)?.[1];
  const words = inside ?? (/^\(?[a-zA-Z][a-zA-Z' -]*\)?$/.test(cleaned) ? cleaned : undefined);
  const plain = words
    ?.replace(/^\((.)\)$/, '$1')
    .replace(/[ .]+/g, ' ')
    .trim();
  // `a` and `A` are two names.
  return plain !== undefined && plain.length > 1 ? plain.toLowerCase() : plain;
}

/** What only changes the look, and signs with several names. */
function withoutLook(text: string): string {
  return text
    .replace(/\\(?:left|right|[bB]igg?[lr]?)(?![a-zA-Z]) ?\.?/g, '')
    .replace(/\\(?:displaystyle|textstyle|limits|nolimits|quad|qquad)(?![a-zA-Z])/g, ' ')
    .replace(/(?<!\\)\\!/g, '')
    .replace(/\\\$|\$|€|£|₹|¥/g, '')
    .replace(/ ?\^ ?(?:\{ ?\\circ ?\}|\\circ)|\\degrees?(?![a-zA-Z])|\\?%/g, '')
    .replace(/\\(?:leq|leqslant|le)(?![a-zA-Z])|<=/g, '≤')
    .replace(/\\(?:geq|geqslant|ge)(?![a-zA-Z])|>=/g, '≥')
    .replace(/!=/g, '\\ne ')
    .replace(/\\lt(?![a-zA-Z])/g, '<')
    .replace(/\\gt(?![a-zA-Z])/g, '>')
    .replace(/\\langle/g, '(')
    .replace(/\\rangle/g, ')')
    .replace(/\\(?:lvert|rvert|vert|mid)(?![a-zA-Z])/g, '|')
    .replace(/\\varnothing/g, '\\emptyset')
    .replace(/\\(?:text)?color ?\{[^{}]*\}/g, '')
    .replace(/\\(?:mathbf|boldsymbol|mathit|mathbb|bm|underline) ?\{([^{}]*)\}/g, '$1')
    .replace(/\\(?:lor|vee)(?![a-zA-Z])/g, ' or ')
    .replace(/\\(?:land|wedge)(?![a-zA-Z])/g, ' and ');
}

/** Words as `\text{...}`, and none around what is a formula. */
function oneText(text: string): string {
  const one = text.replace(
    /\\(?:text|textbf|textit|textrm|textnormal|mbox|mathrm|operatorname|emph) ?\{([^{}]*)\}/g,
    (_, words: string) => `\\text{${words.trim()}}`,
  );
  return one.replace(/^\\text\{([^{}a-zA-Z]*\d[^{}a-zA-Z]*)\}$/, '$1');
}

/** `1,\!234`, `10{,}080`, `10\,080`, `10\ 080`. */
function withoutThousands(text: string): string {
  return text.replace(/(?<=\d) ?(?:\{,\}|, ?\\!|\\,|\\ |~) ?(?=\d{3}(?!\d))/g, '').replace(/(?<!\\)\\[,;: >]|~/g, ' ');
}

/**
 * A number in the spelling of another country (`1 234`, `1.234.567`, `1'234`) as digits, `3 1/2` as a mixed
 * number.
 */
function numbersWhole(text: string): string {
  const [, sign, digits = ''] = /^([-+]?)(\d[\d .,']*\d)$/.exec(text.trim()) ?? [];
  if (/[ ']|\.\d+\./.test(digits)) {
    const read = readDigits(digits, 0);
    if (read?.end === digits.length) return `${sign}${read.digits}`;
  }
  return text.replace(/(?<=\d) (\d+) ?\/ ?(\d+)/g, '\\frac{$1}{$2}');
}

const POWERS: Readonly<Record<string, string>> = {
  dozen: '12',
  hundred: '100',
  thousand: '1000',
  million: '10^{6}',
  billion: '10^{9}',
  trillion: '10^{12}',
};

/** `5 million`, `2\text{ dozen eggs}`: the word is a factor and no unit. */
function scaled(text: string): string {
  return text.replace(
    /(?<=[\d})]) ?(\\text\{ ?)?(hundred|thousand|million|billion|trillion|dozen)(?![a-z])/gi,
    (_, open = '', word: string) => `\\cdot ${POWERS[word.toLowerCase()]}${open}`,
  );
}

/** "and" and "or" between parts are commas. */
function joined(text: string): string {
  return text
    .replace(/\\text\{ ?(?:and|or) ?,? ?\}|(?<=[\w\d }),]) (?:and|or) (?=[^ ])/g, ',')
    .replace(/,(?: ?,)+/g, ',');
}
