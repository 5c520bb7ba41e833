import type { EvaluationLog, ItemResult, KnownResult } from '../evaluate/index.ts';
import { seededRandom, shuffled } from '../base/random.ts';

/** The items of an evaluation with less than a full score. */
export interface FailingItems {
  count: number;
  /** Some of them to look at, drawn among all: one result an item. */
  drawn: readonly ItemResult[];
}

export const NONE_FAILING: FailingItems = { count: 0, drawn: [] };

/**
 * Counts the failing items and draws some; only of these are the answers read.
 * @param most Items drawn.
 */
export async function drawFailing(
  log: Pick<EvaluationLog, 'known' | 'on'>,
  evaluationId: string,
  seed: number,
  most = 5,
): Promise<FailingItems> {
  const known = await log.known(evaluationId);
  const failing = worstOfItems(known.filter(({ score }) => score < 1));
  if (failing.length === 0) return NONE_FAILING;
  const places = drawPlaces(failing, most, seed);
  const results = await log.on(
    evaluationId,
    places.map(({ itemId }) => itemId),
  );
  const drawn = places.flatMap((place) => results.find((result) => isAt(result, place)) ?? []);
  return { count: failing.length, drawn };
}

type Place = Pick<ItemResult, 'itemId' | 'repeat'>;

function isAt({ itemId, repeat }: Place, place: Place): boolean {
  return itemId === place.itemId && repeat === place.repeat;
}

/** One result an item: of repeats the first with the lowest score. */
export function worstOfItems<T extends Pick<ItemResult, 'itemId' | 'score'>>(results: readonly T[]): T[] {
  const worst = new Map<string, T>();
  for (const result of results) {
    const known = worst.get(result.itemId);
    if (known === undefined || (result.score ?? 0) < (known.score ?? 0)) worst.set(result.itemId, result);
  }
  return [...worst.values()];
}

/** Wrong answers first, since they tell more than crashes; one of each kind of crash after them. */
function drawPlaces(failing: readonly KnownResult[], count: number, seed: number): KnownResult[] {
  const drawn = shuffled(failing, seededRandom('feedback', seed));
  const wrong = drawn.filter(({ failureKind }) => failureKind === null);
  const kinds = new Map(drawn.flatMap((result) => (result.failureKind === null ? [] : [[result.failureKind, result]])));
  const crashed = [...kinds.values()].slice(0, Math.max(1, count - wrong.length));
  return [...wrong.slice(0, Math.max(0, count - crashed.length)), ...crashed].slice(0, count);
}
