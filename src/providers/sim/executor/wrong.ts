import { seededRandom, pick } from '../../../base/random.ts';
import type { Random } from '../../../base/random.ts';
import { goldOf } from './gold.ts';
import type { KnownItem } from './known-items.ts';
import { ATTRACTIVE } from './rates.ts';
import type { AnswerForm } from './rates.ts';

/** A plausible wrong answer: often the item's attractive one, else a separate one. Never equal to the gold. */
export function wrongAnswer(known: KnownItem, form: AnswerForm, itemSeed: number, random: Random): string {
  const source = random() < ATTRACTIVE ? seededRandom(itemSeed, 'attractive') : random;
  const gold = goldOf(known);
  if (form === 'number') return wrongNumber(gold, source);
  if (form === 'choice') return otherLetter(gold, known.item.input, source);
  return gold.includes('\\') ? wrongFormula(gold, source) : otherSpan(gold, known.item.input, source);
}

const MISTAKES: readonly ((gold: number, random: Random) => number)[] = [
  (gold) => gold * 2,
  (gold) => gold / 2,
  (gold) => gold * 10,
  (gold) => -gold,
  (gold) => gold + 1,
  (gold) => gold - 1,
  (gold, random) => gold + Math.ceil(random() * 20),
  (gold, random) => gold - Math.ceil(random() * 20),
  (gold, random) => gold * (1 + (random() - 0.5) / 2),
  (gold, random) => gold * (1 + Math.ceil(random() * 9)),
];

/** Off by a factor, a sign or a little, but by more than any scorer's tolerance (the widest known is 0.1). */
function wrongNumber(gold: string, random: Random): string {
  const value = Number(gold);
  const mistaken = pick(MISTAKES, random)(value, random);
  const decimals = Number.isInteger(value) ? 0 : 2;
  const rounded = Number(mistaken.toFixed(decimals));
  const isFarEnough = Math.abs(rounded - value) > Math.max(0.5, Math.abs(value) * 1e-6);
  return plain(isFarEnough ? rounded : Number((value + Math.ceil(random() * 30)).toFixed(decimals)));
}

/** Without the exponent that JavaScript writes for large numbers. */
function plain(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? BigInt(value).toString() : String(value);
}

function otherLetter(gold: string, input: string, random: Random): string {
  const offered = [...input.matchAll(/(?:^|\n)\s*\(?([A-J])[).:]/g)].map(([, letter = '']) => letter);
  const others = (letters: readonly string[]) => letters.filter((letter) => letter !== gold);
  return pick(others(offered).length > 0 ? others(offered) : others(['A', 'B', 'C', 'D']), random);
}

/** Changes one digit or the sign. */
function wrongFormula(gold: string, random: Random): string {
  const digits = [...gold.matchAll(/\d/g)];
  if (digits.length === 0) return `2${gold}`;
  const { index, 0: digit } = pick(digits, random);
  const other = (Number(digit) + 1 + Math.floor(random() * 8)) % 10 || 1;
  const changed = `${gold.slice(0, index)}${other}${gold.slice(index + 1)}`;
  return changed === gold ? `-${gold}` : changed;
}

/** Another name or number from the text that shares no word with the gold. */
function otherSpan(gold: string, input: string, random: Random): string {
  const words = new Set(gold.toLowerCase().split(/\W+/).filter(Boolean));
  const spans = (input.match(/[A-Z][\w'-]+(?: [A-Z][\w'-]+)*|\d[\d,.]*\d|\d/g) ?? []).filter(
    (span) =>
      !span
        .toLowerCase()
        .split(/\W+/)
        .some((word) => words.has(word)),
  );
  return spans.length > 0 ? pick(spans, random) : String(Math.ceil(random() * 100));
}
