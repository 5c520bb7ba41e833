import { seededRandom } from '../../../base/random.ts';
import { normalDraw, normalQuantile } from '../normal.ts';
import type { Asked } from './asked.ts';
import { CHECK, ITEM_SPREAD, RATES, REPAIR_GAIN } from './rates.ts';

/** The share of right choices for this way of asking, over many items. `earlierIsRight` matters only for a check. */
export function rateOf(asked: Asked, earlierIsRight: boolean, quality: number): number {
  const rate = RATES[asked.form][asked.style];
  if (asked.repairs) return (rate + REPAIR_GAIN) * quality;
  if (!asked.checks) return rate * quality;
  return (earlierIsRight ? CHECK.keeps : rate * CHECK.mends) * quality;
}

interface Attempt {
  rate: number;
  temperature: number;
  /** Seeds of the three sources of luck; see the model in `rates.ts`. */
  itemSeed: number;
  promptSeed: number;
  sampleSeed: number;
}

export function isRight({ rate, temperature, itemSeed, promptSeed, sampleSeed }: Attempt): boolean {
  const threshold = normalQuantile(rate) * Math.sqrt(1 + ITEM_SPREAD ** 2);
  const share = Math.min(1, Math.max(0, temperature));
  const noise = Math.sqrt(1 - share) * luck(promptSeed) + Math.sqrt(share) * luck(sampleSeed);
  return threshold + ITEM_SPREAD * luck(itemSeed) + noise > 0;
}

function luck(seed: number): number {
  return normalDraw(seededRandom(seed, 'luck'));
}
