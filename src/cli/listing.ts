import { W4sError, messageOf } from '../base/errors.ts';

/** Why a thing in a list can't be shown, and what to do about it. */
export interface Damage {
  message: string;
  hint: string | null;
}

/**
 * What a list shows of each thing. One that can't be read does not hide the others: it gets a line of its own.
 * @param damaged Makes that line of what is known without reading.
 */
export function listing<T, L>(
  things: readonly T[],
  line: (thing: T) => L | Promise<L>,
  damaged: (thing: T, damage: Damage) => L,
): Promise<L[]> {
  return Promise.all(
    things.map(async (thing) => {
      try {
        return await line(thing);
      } catch (error) {
        return damaged(thing, damageOf(error));
      }
    }),
  );
}

function damageOf(error: unknown): Damage {
  return { message: messageOf(error), hint: error instanceof W4sError ? (error.hint ?? null) : null };
}
