import { elementAt } from '../../../base/lists.ts';
import { answeredFirst, claims, segments, statements, withoutCheck } from '../answer/stated.ts';
import { unwrapped, unwrappedFormula } from '../answer/wrappers.ts';

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
export function formulaIn(text: string): string {
  for (const stated of [...statements(text), ...statements(withoutTextCommands(text))]) {
    if (stated.startsWith('}')) continue;
    const [claim] = claims(stated);
    if (claim !== undefined) return fromClaim(claim);
  }
  const first = answeredFirst(text);
  if (first !== undefined && wordCount(first) < 3) return fromClaim(first);
  return fromText(text);
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
  if (first !== undefined) return tidy(first.body);
  return tidy(boldIn(claim)[0] ?? numberOfSentence(claim));
}

function fromText(text: string): string {
  const formula = formulasIn(text).at(-1);
  if (formula !== undefined) return tidy(formula.body);
  if (!text.includes('\n') && wordCount(text) < 2) return tidy(text);
  const fence = /```[\w+-]{0,20}\n([^`]{1,2000})```(?![^]*```)/.exec(text.slice(-5000))?.[1];
  if (fence !== undefined) return tidy(fence);
  const bold = boldIn(text).at(-1);
  if (bold !== undefined && wordCount(bold) < 3) return tidy(bold);
  if (/\\begin\{|^[[({][^]*[\])}]$/.test(text)) return tidy(text);
  return tidy(numberOfSentence(segments(withoutCheck(text)).at(-1) ?? text));
}

/** Without marks that were opened or closed outside of it. */
function tidy(formula: string): string {
  const inner = unwrappedFormula(formula.trim().replace(/^[A-Za-z][A-Za-z ]{2,30}: (?=\S)/, ''));
  return unwrapped(inner.replace(/^\*{2,3}(?!\*)|\*{2,3}$/g, '').replace(/[.,;:]$/, ''));
}

function isListed(claim: string, formulas: readonly Formula[]): boolean {
  const between = formulas.slice(1).map(({ start }, k) => claim.slice(elementAt(formulas, k).end, start).trim());
  return between.every((words) => /^(?:,|and|or|, and|, or)$/.test(words));
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

/**
 * The last run of numbers and signs in a sentence of at least two words; texts without numbers stay whole.
 */
function numberOfSentence(sentence: string): string {
  if (wordCount(sentence) < 2) return sentence;
  const runs: string[] = [];
  let open = false;
  for (const token of sentence.split(' ').filter((part) => part !== '')) {
    const isMath = /\d|\\|^[-+*/=^<>]+$|^[a-z]$/i.test(token) && !/^[aI]$/.test(token);
    if (isMath && open) runs[runs.length - 1] += ` ${token}`;
    else if (isMath) runs.push(token);
    open = isMath && !/[,;:]$/.test(token);
  }
  return runs.findLast((run) => /[\d\\]/.test(run)) ?? sentence;
}
