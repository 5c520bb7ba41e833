import { untilAborted } from '../base/abort.ts';
import { type Amount, type CapOptions, NOTHING, add, capError, capHit, fits, isWithin } from './caps.ts';
import type { Cap } from './error.ts';

/** Room reserved for what is asked for now. */
export interface Reservation {
  /** It is over: the true amount was recorded, or nothing was paid. Frees what is left. */
  end(): void;
  /**
   * As much again for another try, once what the first one took is recorded. Holds nothing while it waits.
   * @throws as {@link Reserve}
   */
  renew(signal?: AbortSignal): Promise<void>;
  /**
   * A part of it, for one of several requests. `undefined` where too little is left: that is freed, and the request
   * has to reserve for itself, since two that hold some and wait for more would wait for each other.
   */
  take(part: Amount): Reservation | undefined;
}

/**
 * Reserves room for the maximum cost of a call. Waits while only calls in flight take up the room.
 * @throws {ModelError} `cap` if it no longer fits; the signal's reason when that fires.
 */
export type Reserve = (worst: Amount, model: string, signal?: AbortSignal) => Promise<Reservation>;

/**
 * @param spent What has been paid by now.
 * @param onRefusal Told of the cap that leaves no room.
 */
export function createRoom(caps: CapOptions, spent: () => Amount, onRefusal: (cap: Cap) => void): Reserve {
  let reserved = NOTHING;
  let released = Promise.withResolvers<void>();

  const hold = async (amount: Amount, model: string, signal?: AbortSignal): Promise<void> => {
    for (;;) {
      signal?.throwIfAborted();
      const cap = capHit(caps, add(spent(), amount));
      if (cap) {
        onRefusal(cap);
        throw capError(cap, caps, model);
      }
      if (fits(caps, add(add(spent(), reserved), amount))) break;
      await untilAborted(released.promise, signal);
    }
    reserved = add(reserved, amount);
  };
  const free = (amount: Amount): void => {
    reserved = add(reserved, amount, -1);
    released.resolve();
    released = Promise.withResolvers();
  };
  const reservationOf = (amount: Amount, model: string): Reservation => {
    let held = amount;
    const end = (): void => {
      if (held !== NOTHING) free(held);
      held = NOTHING;
    };
    return {
      end,
      async renew(signal) {
        end();
        await hold(amount, model, signal);
        held = amount;
      },
      take(part) {
        if (!isWithin(part, held)) return void end();
        held = add(held, part, -1);
        return reservationOf(part, model);
      },
    };
  };

  return async (worst, model, signal) => {
    await hold(worst, model, signal);
    return reservationOf(worst, model);
  };
}
