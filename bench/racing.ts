import type { EvaluationLog, KnownResult } from '../src/evaluate/index.ts';
import { openRace } from '../src/evaluate/race.ts';
import { type Random, seededRandom } from '../src/base/random.ts';
import { type ItemScore, type RacingRule, slices } from '../src/statistics/index.ts';

const RULES = ['off', 'exact', 'paired'] as const;
const SEARCHES = 1_000;
const ITEMS = 128;
/** Candidates come while there are calls left, at most so many. */
const CANDIDATES = 60;

/**
 * A candidate solves an item with the probability 1 / (1 + exp(difficulty - ability)), each on its own: the Rasch
 * model.
 */
interface World {
  difficulties: number[];
  /** Of the candidates, in the order in which a search meets them. */
  abilities: number[];
  answers: Random;
}

/**
 * Whether racing picks winners that are as good, by simulated searches: every rule meets the same items, candidates
 * and answers. `equal candidates`: all rules judge ten candidates, and the share of item runs saved counts; `equal
 * calls`: all spend the same number of item runs, and the true quality of the winner counts; last, `paired` with
 * three quarters of the calls of `off`. True quality is over all items that there could be, with the standard error
 * of its difference.
 */
export async function benchRacing(): Promise<Record<string, number | string>> {
  const figures: Record<string, number | string> = {};
  const settings = [
    ['10 candidates', 10, Infinity],
    ['640 calls', CANDIDATES, 640],
    ['1280 calls', CANDIDATES, 1280],
  ] as const;
  for (const [name, candidates, calls] of settings) {
    const off = await searches('off', candidates, calls);
    for (const rule of RULES) figures[`${name}, ${rule}`] = inWords(await searches(rule, candidates, calls), off);
  }
  figures['960 calls, paired, to 1280 calls, off'] = inWords(
    await searches('paired', CANDIDATES, 960),
    await searches('off', CANDIDATES, 1280),
  );
  return figures;
}

interface End {
  /** Of the winner. */
  quality: number;
  /** Item runs. */
  calls: number;
}

function inWords(ends: readonly End[], off: readonly End[]): string {
  const differences = ends.map(({ quality }, i) => quality - (off[i]?.quality ?? NaN));
  const callsOf = (all: readonly End[]): number => mean(all.map(({ calls }) => calls));
  const saved = 100 * (1 - callsOf(ends) / callsOf(off));
  return (
    `quality ${mean(ends.map(({ quality }) => quality)).toFixed(4)}` +
    ` (${mean(differences).toFixed(4)} +- ${standardError(differences).toFixed(4)} to off), ` +
    `${callsOf(ends).toFixed(0)} item runs (${saved.toFixed(1)}% saved)`
  );
}

function searches(rule: RacingRule, candidates: number, calls: number): Promise<End[]> {
  return Promise.all(Array.from({ length: SEARCHES }, (_, seed) => search(rule, worldOf(seed), candidates, calls)));
}

function worldOf(seed: number): World {
  const random = seededRandom('racing', seed);
  return {
    difficulties: Array.from({ length: ITEMS }, () => 1.5 * normal(random)),
    abilities: Array.from({ length: CANDIDATES }, () => 0.2 + 0.6 * normal(random)),
    answers: seededRandom('answers', seed),
  };
}

/**
 * One search: the best so far by measured mean wins; the last candidate is left out when the calls run out under it.
 */
async function search(
  rule: RacingRule,
  { difficulties, abilities, answers }: World,
  candidates: number,
  calls: number,
): Promise<End> {
  const known = new Map<string, ItemScore[]>();
  const log = { known: (id: string) => Promise.resolve(known.get(id) as unknown as KnownResult[]) } as EvaluationLog;
  // Drawn beforehand, so that what a rule skips does not shift what the others see.
  const drawn = abilities.map((ability) => ({
    ability,
    answered: difficulties.map((d, i) => ({ itemId: String(i), score: answers() < chance(ability - d) ? 1 : 0 })),
  }));
  let best: { evaluationId: string; accuracy: number; ability: number } | undefined;
  let spent = 0;
  for (const [c, { ability, answered }] of drawn.slice(0, candidates).entries()) {
    if (spent >= calls) break;
    const race = rule === 'off' || best === undefined ? undefined : await openRace(log, { ...best, rule });
    let scores: ItemScore[] = [];
    let lost = false;
    for (const end of race === undefined ? [ITEMS] : slices(ITEMS)) {
      scores = answered.slice(0, end);
      lost = race?.isLost(scores, ITEMS) ?? false;
      if (lost) break;
    }
    spent += scores.length;
    const accuracy = mean(scores.map(({ score }) => score));
    if (lost || spent > calls || accuracy <= (best?.accuracy ?? -1)) continue;
    known.set(String(c), scores);
    best = { evaluationId: String(c), accuracy, ability };
  }
  return { quality: trueQuality(best?.ability ?? NaN), calls: Math.min(spent, calls) };
}

/** Mean over all items that there could be. */
function trueQuality(ability: number): number {
  const points = Array.from({ length: 201 }, (_, i) => -4 + i / 25);
  const weightOf = (z: number): number => Math.exp(-(z ** 2) / 2);
  const sum = points.reduce((total, z) => total + weightOf(z) * chance(ability - 1.5 * z), 0);
  return sum / points.reduce((total, z) => total + weightOf(z), 0);
}

function chance(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function standardError(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)) / (values.length - 1));
}
