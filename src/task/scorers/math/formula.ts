import { elementAt } from '../../../base/lists.ts';
import { answeredFirst, claims, segments, statements, withoutCheck } from '../answer/stated.ts';
import { DENIED_BEFORE } from '../answer/words.ts';
import { unwrapped, unwrappedFormula } from '../answer/wrappers.ts';
import { numberOfSentence, SCALE_WORD } from './sentence.ts';

interface Formula {
  body: string;
  start: number;
  end: number;
}

/**
 * The formula that an answer concludes with, out of a text without dressing: what it states after "the
 * answer is", the last formula between `$`, `\(` or `\[`, the last bold part, the last sentence; of a
 * sentence in words, its last number.
 */
export function formulaIn(whole: string): string {
  const text = withSigns(whole);
  for (const stated of [...statements(text), ...statements(withoutTextCommands(text))]) {
    if (stated.startsWith('}')) continue;
    const [claim] = claims(stated);
    if (claim !== undefined) return fromClaim(claim);
  }
  const first = answeredFirst(text);
  if (first !== undefined && wordCount(first) < 3) return fromClaim(first);
  return fromText(text);
}

/** `negative 5` and `minus $5$` with the sign at the number. */
function withSigns(text: string): string {
  return text.replace(
    /\b(?:minus|negative) ?(\$|\\\(|\*\*)?(?=[\d.]|\\(?:[dt]?frac|sqrt|pi|infty)(?![a-zA-Z]))/gi,
    (_, mark = '') => `${mark}-`,
  );
}

/** `\text{The answer is } 42`. */
function withoutTextCommands(text: string): string {
  return text.includes('\\text') ? text.replace(/\\text(?:bf|rm|it)? ?\{([^{}]{0,200})\}/g, '$1') : '';
}

/** Of one sentence: formulas joined by "and", else the first formula, else what is bold, else the words. */
function fromClaim(claim: string): string {
  const formulas = formulasIn(claim);
  if (formulas.length > 1 && isListed(claim, formulas)) return formulas.map(({ body }) => body).join(', ');
  const [first] = formulas;
  if (first !== undefined) return tidy(withScale(claim, first));
  return tidy(boldIn(claim)[0] ?? numberOf(claim));
}

function fromText(text: string): string {
  const formulas = formulasIn(text);
  if (formulas.length > 0) return lastSaid(text, formulas);
  if (!text.includes('\n') && wordCount(text) < 2) return tidy(text);
  const fence = /```[\w+-]{0,20}\n([^`]{1,2000})```(?![^]*```)/.exec(text.slice(-5000))?.[1];
  if (fence !== undefined) return tidy(fence);
  const bold = boldIn(text).at(-1);
  if (bold !== undefined && wordCount(bold) < 3) return tidy(bold);
  if (/\\begin\{|^[[({][^]*[\])}]$/.test(text)) return tidy(text);
  return tidy(numberOf(segments(withoutCheck(text)).at(-1) ?? text));
}

/** The last formula that is not denied; of values that are listed all. */
function lastSaid(text: string, all: readonly Formula[]): string {
  const formulas = all.filter((formula) => !isDenied(text, formula));
  const last = formulas.length - 1;
  if (last < 0) return '';
  const first = startOfList(text, formulas);
  if (first === last) return tidy(withScale(text, elementAt(formulas, last)));
  return formulas
    .slice(first)
    .map(({ body }) => tidy(body))
    .join(', ');
}

/**
 * Where the list that ends with the last formula begins: `$3$, $5$ and $7$`, `$x=3$ or $x=7$`. What follows from
 * another is none (`$36n=72$, or $n=2$`), nor what says it again (`$\frac12$, or $0.5$`).
 */
function startOfList(text: string, formulas: readonly Formula[]): number {
  const last = formulas.length - 1;
  const kind = namedIn(elementAt(formulas, last).body);
  const between = (k: number) => text.slice(elementAt(formulas, k - 1).end, elementAt(formulas, k).start).trim();
  const isNext = (k: number) =>
    (k === last ? JOINED : LISTED).test(between(k)) && namedIn(elementAt(formulas, k - 1).body) === kind;
  if (kind === undefined) return last;
  let first = last;
  while (first > 0 && isNext(first)) first--;
  const isSaidAgain = first === last - 1 && kind === '' && between(last).startsWith(',');
  return isSaidAgain ? last : first;
}

/** The name that a formula gives a value, empty for a value alone; `undefined` for other relations. */
function namedIn(body: string): string | undefined {
  const name = /^\s*(\\?[a-zA-Z](?:_\{?\w{1,3}\}?)?)\s*=(?=[^=<>]*$)/.exec(body)?.[1];
  return name ?? (/[=<>≤≥]|\\(?:le|ge|ne|lt|gt|in|approx|equiv)/.test(body) ? undefined : '');
}

const JOINED = /^,? ?(?:and|or)$/;
const LISTED = /^(?:,|,? ?(?:and|or))$/;
const WRONG_AFTER = new RegExp(
  String.raw`^\s(?:(?:is|was|are|were)\s(?:wrong|incorrect|false|impossible|not (?:correct|right|valid|possible|a))` +
    String.raw`|do(?:es)?(?: not|n't) work)\b`,
);

function isDenied(text: string, { start, end }: Formula): boolean {
  return DENIED_BEFORE.test(text.slice(Math.max(0, start - 40), start)) || WRONG_AFTER.test(text.slice(end, end + 40));
}

/** `$5$ million`. */
function withScale(text: string, { body, end }: Formula): string {
  const [word] = SCALE_WORD.exec(text.slice(end, end + 12).trimStart()) ?? [];
  return word === undefined ? body : `${body} ${word}`;
}

/** Without marks that were opened or closed outside of it. */
function tidy(formula: string): string {
  const inner = unwrappedFormula(formula.trim().replace(/^[A-Za-z][A-Za-z ]{2,30}: (?=\S)/, ''));
  return unwrapped(inner.replace(/^\*{2,3}(?!\*)|\*{2,3}$/g, '').replace(/[.,;:]$/, ''));
}

function isListed(claim: string, formulas: readonly Formula[]): boolean {
  const between = formulas.slice(1).map(({ start }, k) => claim.slice(elementAt(formulas, k).end, start).trim());
  return between.every((words) => LISTED.test(words));
}

/** Formulas between `$`, `$$`, `\(` or `\[`. A `$` before a space or after one opens or closes none. */
function formulasIn(text: string): Formula[] {
  const found: Formula[] = [];
  const missing = new Set<string>();
  for (let at = 0; at < text.length; at++) {
    const open = ['$$', '$', '\\(', '\\['].find((mark) => text.startsWith(mark, at));
    if (text[at] === '\\' && open === undefined) at++;
    if (open === undefined || missing.has(open)) continue;
    const start = at + open.length;
    const end = closingMark(text, open, start);
    if (end < 0) missing.add(open);
    const body = end < 0 ? '' : text.slice(start, end);
    if (body.trim() === '') continue;
    found.push({ body, start: at, end: end + open.length });
    at = end + open.length - 1;
  }
  return found;
}

function closingMark(text: string, open: string, from: number): number {
  const close = { '\\(': '\\)', '\\[': '\\]' }[open] ?? open;
  let end = text.indexOf(close, from);
  while (end > 0 && close.startsWith('$') && text[end - 1] === '\\') end = text.indexOf(close, end + 1);
  return end;
}

function boldIn(text: string): string[] {
  return [...text.matchAll(/\*\*([^*\n]{1,300})\*\*/g)]
    .map(([, bold = '']) => bold.trim())
    .filter((bold) => !/[:]$/.test(bold) && /[\d\\]|^\w$/.test(bold));
}

const NOT_PROSE = new Set(
  [
    'sin cos tan cot sec csc ln log exp sqrt pi inf infinity and or abs frac oo matrix rational interval union',
    'finiteset eq mod degree degrees true false',
  ].flatMap((words) => words.split(' ')),
);

function wordCount(text: string): number {
  return text
    .replace(/\\text ?\{[^{}]*\}/g, '')
    .split(' ')
    .filter((word) => /^[a-z]{2,}[.,;:!?]?$/i.test(word) && !NOT_PROSE.has(word.replace(/\W$/, '').toLowerCase()))
    .length;
}

/** Of a sentence of at least two words its number; texts without numbers stay whole. */
function numberOf(sentence: string): string {
  return (wordCount(sentence) < 2 ? undefined : numberOfSentence(sentence)) ?? sentence;
}
