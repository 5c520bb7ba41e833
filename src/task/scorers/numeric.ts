import { W4sError } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import type { Scorer, TaskItem } from '../contract.ts';
import { shortened } from './answer-text.ts';
import { numberIn, numberReadings } from './stated-number.ts';
import { saysUnanswerable } from './unanswerable.ts';
import { VERSIONS } from './versions.ts';

export interface NumericOptions {
  /** Largest difference that still counts as equal. @default 1e-6 */
  absolute?: number;
  /** The same as a fraction of the gold. @default 1e-9 */
  relative?: number;
  /**
   * A gold written with decimals stands for a rounded value: accept what rounds to it (gold `4.33`, answer
   * `4.3333`). @default true
   */
  rounded?: boolean;
  /**
   * Golds that are the text `None`: the question cannot be answered, and the answer has to say so
   * (GSM-Plus). @default false
   */
  unanswerable?: boolean;
  /** Own tolerance from the gold; replaces `absolute`, `relative` and `rounded`. */
  tolerance?: (gold: number) => number;
}

/** Compares the number that the answer states with the gold number. */
export function numeric({
  absolute = 1e-6,
  relative = 1e-9,
  rounded = true,
  unanswerable = false,
  tolerance,
}: NumericOptions = {}): Scorer {
  return {
    name: 'numeric',
    fingerprint: VERSIONS.numeric,
    notesQuoteGold: false,
    ideal: ({ target }) => target,
    score(prediction, item) {
      if (unanswerable && item.target === 'None') return { value: saysUnanswerable(prediction) ? 1 : 0 };
      const gold = goldOf(item);
      const readings = numberReadings(prediction);
      if (readings.length === 0) return { value: 0, note: 'the answer holds no number' };
      const allowed =
        tolerance?.(gold) ?? Math.max(absolute, relative * Math.abs(gold), rounded ? halfUnit(item.target) : 0);
      const fits = readings.find((value) => Math.abs(value - gold) <= allowed);
      return { value: fits === undefined ? 0 : 1, note: `read as ${fits ?? readings[0]}` };
    },
  };
}

/**
 * GSM-Hard's tolerance. W4S and ADAS accept |difference| < 0.1, which for the 41 golds under 0.1 accepts the
 * answer 0; here the 0.1 shrinks with golds under 1 (to a tenth of the gold), and grows with golds over
 * 1e11, where doubles need it.
 */
export function gsmHardTolerance(gold: number): number {
  const size = Math.abs(gold);
  if (size === 0) return 1e-9;
  return Math.max(Math.min(0.0999999, 0.1 * size), 1e-12 * size);
}

function goldOf(item: TaskItem): number {
  const gold = numberIn(item.target);
  if (gold !== undefined) return gold;
  throw new W4sError(
    'scorer-target',
    `Expected the target of item \`${item.id}\` to be a number, got \`${shortened(JSON.stringify(item.target))}\``,
    {
      hint: 'Give numbers as targets, or choose another scorer.',
    },
  );
}

/** Half a unit of the last decimal that the gold is written with; 0 for whole numbers. */
function halfUnit(target: Json): number {
  const decimals = /^-?[\d,]*\.(\d+)$/.exec(String(target).trim())?.[1]?.length ?? 0;
  return decimals === 0 ? 0 : 0.5 * 10 ** -decimals + 1e-12;
}
