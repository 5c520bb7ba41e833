import type { Json } from '../../json.ts';
import type { Scorer, TaskItem } from '../contract.ts';
import { answerEnd, boxed } from './answer-text.ts';

export interface ChoiceOptions {
  /** Letters that may be chosen. @default 'ABCDEFGHIJ' */
  letters?: string;
}

/**
 * Multiple choice. The letter is read from `B`, `(B)`, `B. text`, "the answer is (B)", `\boxed{B}`, or the full text of an
 * option (`metadata.options`); else the last letter that stands alone. No letter is wrong, never a guess.
 */
export function choice({ letters = 'ABCDEFGHIJ' }: ChoiceOptions = {}): Scorer {
  return {
    name: 'choice',
    ideal: ({ target }) => target,
    score(prediction, item) {
      const letter = letterIn(answerEnd(prediction), letters, optionsOf(item));
      if (letter === undefined) return { value: 0, note: 'the answer names no option' };
      return { value: letter === String(item.target).trim().toUpperCase() ? 1 : 0, note: `read as ${letter}` };
    },
  };
}

function letterIn(raw: string, letters: string, options: readonly string[]): string | undefined {
  const text = raw.replace(/[*`]|\\text(?:bf)?\b/g, '').trim();
  const set = `[${letters}]`;
  return (
    first(new RegExp(`^[({\\s]*(${set})[)}.:\\s]*$`, 'i'), boxed(raw)?.replace(/\\text(?:bf)?\b/g, '') ?? text) ??
    byText(text, letters, options) ??
    first(new RegExp(`^\\(?(${set})(?:[).:]|\\s*[-\u2013]\\s)`), text) ??
    last(new RegExp(`answer\\s*(?:is|:|=)*\\s*(?:option|choice)?\\s*\\(?(${set})\\b(?!\\w|')`, 'gi'), text) ??
    last(new RegExp(`(?:option|choice)\\s*\\(?(${set})\\b`, 'gi'), text) ??
    // "A" and "I" before a small letter are words.
    last(new RegExp(`(?<![\\w'])(${set})(?![\\w'])(?!(?<=[AI])\\s+[a-z])`, 'g'), text)
  );
}

function first(pattern: RegExp, text: string): string | undefined {
  return pattern.exec(text)?.[1]?.toUpperCase();
}

function last(pattern: RegExp, text: string): string | undefined {
  return [...text.matchAll(pattern)].at(-1)?.[1]?.toUpperCase();
}

/** Only when exactly one option reads like the answer: one MMLU-Pro row has two equal options. */
function byText(text: string, letters: string, options: readonly string[]): string | undefined {
  const same = [...options.keys()].filter((index) => plain(options[index]!) === plain(text));
  return same.length === 1 ? letters[same[0]!] : undefined;
}

function plain(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ').replace(/[.\s]+$/, '').trim();
}

function optionsOf(item: TaskItem): readonly string[] {
  const options: Json | undefined = item.metadata?.['options'];
  return Array.isArray(options) ? options.map(String) : [];
}
