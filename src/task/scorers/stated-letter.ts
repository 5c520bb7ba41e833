import { elementAt } from '../../base/lists.ts';
import { segments, statements, withoutCheck, withoutReason } from './answer/stated.ts';
import { unwrappedFormula } from './answer/wrappers.ts';
import { listedOptions } from './listed-options.ts';

/** The option that a text chooses; `undefined` when it names none, or several as one answer. */
export function letterIn(raw: string, letters: string, options: readonly string[]): string | undefined {
  const reader = readerOf(letters, options);
  const text = plain(raw);
  const [firstLine = '', next = ''] = text.split(/\n\s*/, 2);
  const list = listedOptions(text, letters);
  const lead = list?.fromFirstLine ? '' : firstLine;
  return (
    reader.alone(text) ??
    reader.byText(raw) ??
    reader.byText(text) ??
    (reader.alone(next) === undefined ? reader.alone(lead) : undefined) ??
    firstOf(statements(text), (stated) => stating(reader, segments(stated)[0] ?? '')) ??
    reader.atStart(lead) ??
    (list && concluding(reader, list.after)) ??
    reader.chosen(text) ??
    (list ? undefined : reader.lastNamed(withoutCheck(text)))
  );
}

function concluding(reader: LetterReader, text: string): string | undefined {
  return reader.chosen(text) ?? reader.lastNamed(withoutCheck(text));
}

function stating(reader: LetterReader, sentence: string): string | undefined {
  return reader.alone(sentence) ?? reader.atStart(sentence) ?? reader.byText(sentence);
}

function firstOf<T, R>(values: readonly T[], read: (value: T) => R | undefined): R | undefined {
  for (const value of values) {
    const found = read(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What may stand around a letter: Markdown's bold and code, commands and brackets of LaTeX, tags of HTML. */
const DRESSING = new RegExp(
  String.raw`[*\`]|__|\\(?:text(?:bf|rm|it)?|mathrm|mathbf|boldsymbol|left|right)(?![a-zA-Z])` +
    String.raw`|\\[()[\]]|<\/?(?:b|strong|i|em)>`,
  'g',
);

/** Full-width letters, bold and LaTeX around a letter. */
function plain(raw: string): string {
  return raw
    .normalize('NFKC')
    .replaceAll('\u2019', "'")
    .replace(DRESSING, '')
    .replace(/[{}]/g, ' ')
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?\$ ?/g, ' ')
    .trim();
}

const VERDICT =
  String.raw`(?:is|seems|looks|must be|would be|appears to be)\s` +
  '(?:clearly |definitely |the |most |likely |indeed |also |therefore |thus )*';
const RIGHT = `${VERDICT}(?:right|correct|best|true|answer|one|choice|valid)`;
const WRONG = [
  String.raw`(?:(?:is|are|was|were|seems|looks)\s(?:clearly |definitely |also |both |all |obviously )?`,
  '(?:not|wrong|incorrect|false|tempting|invalid|out|eliminated|ruled|impossible|untrue|irrelevant|unlikely|too)',
  "|fails?|isn't|aren't|cannot|can't|does not|doesn't|contradicts|ignores)",
].join('');
/** What says after a letter that it is not the choice although it is named. */
const REJECTED = new RegExp(
  String.raw`^[)\].:]?(?:(?:,| and| or)\s\(?[A-Z]\)?)?\s` +
    String.raw`(?:\([^()\n]{0,40}\)\s)?(?:choice |option )?${WRONG}\b`,
  'i',
);
/** The same before it, within {@link BEFORE} characters. */
const AGAINST = new RegExp(
  String.raw`\b(?:than|instead of|except|unlike|eliminate|rule out|reject|exclude|over|neither|nor` +
    String.raw`|(?:not|cannot|never|\w{2,8}n't)(?: be| pick| choose| select)?)(?: option| choice)? \(?$`,
  'i',
);
const BEFORE = 30;

/** Between letters that are one answer together, in the languages of the benchmarks and some more. */
const TOGETHER = String.raw`(?:,|\u3001|&|\/|\u548c|\u6216|(?:, ?)?(?:and|or|y|o|u|und|oder|et|ou|e)\b)`;

interface LetterReader {
  /** The text is a letter and nothing else. */
  alone(text: string): string | undefined;
  /** The text is one option, with or without its letter. */
  byText(text: string): string | undefined;
  /** `B. text`, `(B) text`, `b) text`, `B because ...`, `B is correct`. */
  atStart(text: string): string | undefined;
  /** "I pick B", "option B is correct", "B is the best answer". */
  chosen(text: string): string | undefined;
  lastNamed(text: string): string | undefined;
}

function readerOf(letters: string, options: readonly string[]): LetterReader {
  const set = `[${letters}]`;
  const any = `[${letters}${letters.toLowerCase()}]`;
  const alone = new RegExp(
    String.raw`^(?:(?:the )?(?:option|choice|letter):? ?)?[([<"'\s]{0,6}(${any})[)\]>"'.:,;!\s]{0,6}$`,
    'i',
  );
  const start = new RegExp(
    [
      String.raw`^(?:(?:the )?(?:option|choice|letter):? )?`,
      String.raw`(?:\((${any})\)|(${any})[).:\]](?![a-z])|(${set})(?=\s?[-\u2013\u2014]\s`,
      String.raw`|,?\s?(?:because|since|as|due to|given|which|[-\u2013\u2014])\b|,\s[a-z]{2}|\s\(|\s${RIGHT}\b))`,
      String.raw`(?!\s?${TOGETHER}\s?\(?[A-Z]\b)`,
    ].join(''),
    'i',
  );
  const choosing = new RegExp(
    [
      String.raw`\b(?:pick|choose|chose|select|selected|go with|going with|opt for`,
      '|(?:option|choice|alternative|letter|pick|selection) (?:is|would be|must be|should be)',
      String.raw`(?: therefore| thus| clearly| option)?:?)\s`,
      String.raw`(?:option |choice |answer |letter )?\(?(${set})\b(?!')`,
    ].join(''),
    'g',
  );
  const verdict = new RegExp(String.raw`(?<![\w'])(${set})\)?\s${RIGHT}\b`, 'g');
  const named = new RegExp(String.raw`(?<![\w'\u2019-])(${set})(?![\w'\u2019])`, 'g');
  return {
    alone: (text) => alone.exec(text)?.[1]?.toUpperCase(),
    byText: (text) => optionNamed(text, letters, options),
    atStart: (text) => {
      const found = start.exec(text);
      const letter = found?.[1] ?? found?.[2] ?? found?.[3];
      return letter === undefined || REJECTED.test(text.slice(text.indexOf(letter) + 1))
        ? undefined
        : letter.toUpperCase();
    },
    chosen: (text) =>
      [...text.matchAll(choosing), ...text.matchAll(verdict)]
        .filter((match) => !isRejected(text, match))
        .toSorted((a, b) => a.index - b.index)
        .at(-1)?.[1],
    lastNamed: (text) => lastNamed(text, named),
  };
}

function isRejected(text: string, match: RegExpExecArray): boolean {
  const [whole, letter = ''] = match;
  const at = match.index + whole.indexOf(letter);
  return AGAINST.test(text.slice(Math.max(0, at - BEFORE), at)) || REJECTED.test(text.slice(at + 1, at + 80));
}

/** The last sentence that names letters decides; letters that it calls wrong do not count. */
function lastNamed(text: string, named: RegExp): string | undefined {
  for (const segment of segments(text).toReversed()) {
    const head = withoutReason(segment);
    for (const part of head === segment ? [segment] : [head, segment]) {
      const found = [...part.matchAll(named)].filter((match) => !isRejected(part, match) && !isWord(part, match));
      if (found.length > 1 && isList(part, found)) return undefined;
      const last = found.at(-1);
      if (last !== undefined) return last[1];
    }
  }
  return undefined;
}

const LIST = new RegExp(String.raw`^\)?\s?${TOGETHER}\s?\(?$`);
const WORD = new RegExp(String.raw`^\s(?!${TOGETHER}\s?\(?[A-Z]\b)[a-z]`);

/** `A, B`, `A and C`: several letters as one answer. */
function isList(text: string, found: readonly RegExpExecArray[]): boolean {
  const between = found.slice(1).map((match, k) => text.slice(elementAt(found, k).index + 1, match.index));
  return between.every((words) => LIST.test(words));
}

/** "A" and "I" before a small letter are words, and so is a letter in a formula. */
function isWord(text: string, { index, 1: letter }: RegExpExecArray): boolean {
  const after = text.slice(index + 1, index + 10);
  if ((letter === 'A' || letter === 'I') && WORD.test(after)) return true;
  return /^\s?[=^_+]/.test(after);
}

/** Only when exactly one option reads like the text: one MMLU-Pro row has two equal options. */
function optionNamed(text: string, letters: string, options: readonly string[]): string | undefined {
  const wanted = simple(text.replace(/^\(?[A-Z][).:]\s/, ''));
  if (wanted === '') return undefined;
  const same = options.flatMap((option, index) => (simple(option) === wanted ? [letters[index]] : []));
  return same.length === 1 ? same[0] : undefined;
}

function simple(text: string): string {
  return unwrappedFormula(text)
    .toLowerCase()
    .replace(/[$\s]+/g, ' ')
    .replace(/\.$/, '')
    .trim();
}
