import type { Json } from '../../base/json.ts';
import type { Scorer } from '../contract.ts';
import { answerText, shortened } from './answer-text.ts';
import { conclusion } from './answer/conclusion.ts';
import { statements } from './answer/stated.ts';
import { unwrapped } from './answer/wrappers.ts';
import { VERSIONS } from './versions.ts';

export interface LabelsOptions {
  /** @default true */
  ignoreCase?: boolean;
}

/** Labels beyond this are not read. */
const MOST_LABELS = 1000;
const LONGEST_LABEL = 300;

/**
 * F1 of two sets of labels, 0 to 1; order and repeats do not matter, and two empty sets agree. The gold is a
 * list or a text such as `a, b`; the answer a list, its JSON or Python text, lines, or labels between `,`,
 * `;` or `|`.
 */
export function labels({ ignoreCase = true }: LabelsOptions = {}): Scorer {
  const form = (label: string) => (ignoreCase ? label.toLowerCase() : label);
  return {
    name: 'labels',
    fingerprint: VERSIONS.labels,
    notesQuoteGold: false,
    ideal: ({ target }) => target,
    score(prediction, { target }) {
      const [said, gold] = [prediction, target].map((value) => new Set(labelsIn(value).map(form))) as [
        Set<string>,
        Set<string>,
      ];
      const common = [...gold].filter((label) => said.has(label)).length;
      const value = said.size + gold.size === 0 ? 1 : (2 * common) / (said.size + gold.size);
      return { value, note: `read as "${shortened([...said].join(', '))}"` };
    },
  };
}

function labelsIn(value: Json): string[] {
  if (Array.isArray(value))
    return value
      .slice(0, MOST_LABELS)
      .map((label) => tidy(answerText(label)))
      .filter((label) => label !== '');
  const text = conclusion(value);
  const stated = unwrapped(
    (statements(text)[0] ?? text).replace(/^(?:the )?(?:labels?|tags?|categor(?:y|ies))(?:\s?:| are)\s?/i, ''),
  );
  const inner = /^[[{(][^]*[\])}]$/.test(stated) ? stated.slice(1, -1) : stated;
  if (/^(?:none|no labels?|nothing|empty|-|)\.?$/i.test(inner.trim())) return [];
  return inner
    .split(/[,;|\n]/, MOST_LABELS)
    .map(tidy)
    .filter((label) => label !== '');
}

/** Removes bullets, quotes, and the "and" before the last label. */
function tidy(label: string): string {
  const plain = label
    .slice(0, LONGEST_LABEL)
    .trim()
    .replace(/^(?:[-*\u2022]|\d{1,3}[.)])\s+|^and\s/, '')
    .replace(/\.$/, '');
  return unwrapped(plain).replace(/\s+/g, ' ');
}
