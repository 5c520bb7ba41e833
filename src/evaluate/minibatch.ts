import type { EvaluationLog } from './contract.ts';
import { openOpponent } from './opponent.ts';
import type { Race } from './race.ts';

/** The complete evaluation that has to be beaten on a few items before the others are run. */
export interface MinibatchAgainst {
  evaluationId: string;
  /** Its mean score, as it was counted then: the same results summed in another order may differ in the last digit. */
  accuracy: number;
  /** Their ids, in the order in which they are run. */
  items: readonly string[];
  /** Whether a sum that equals the opponent's is enough. @default false */
  tiesPass?: boolean;
}

/** Scores carry rounding errors, and differ by far more than this. */
const TIE = 1e-9;

/**
 * A race that is decided on the minibatch alone: lost where the sum over its items is not above the opponent's. Where
 * one of them went missing nothing is decided, since missing is not wrong.
 */
export async function openMinibatch(
  log: EvaluationLog,
  { evaluationId, accuracy, items, tiesPass = false }: MinibatchAgainst,
): Promise<Race> {
  const opponent = await openOpponent(log, evaluationId, accuracy);
  const asked = items.filter((id) => opponent.has(id));
  return {
    lostOn: 'minibatch',
    isLost: (scores) => {
      const differences = opponent.differences(scores);
      const own = asked.flatMap((id) => differences.get(id) ?? []);
      if (asked.length === 0 || own.length < asked.length) return false;
      const gain = own.reduce((sum, difference) => sum + difference, 0);
      return tiesPass ? gain < -TIE : gain <= TIE;
    },
    estimate: opponent.estimate,
  };
}
