import type { W4sError } from '../../base/errors.ts';

/** Starts in a row that may fail, with nothing answered between them. */
const MOST_FAILED = 3;

/** Tells that a server could not be had. */
export type Failed = (error: W4sError) => void;

/** How it goes with the servers of one source, of which each item may have its own: they are given up together. */
export class Starts {
  #failed = 0;
  #round = 0;

  /** Why no server is started any more. */
  broken: W4sError | undefined;

  /** @returns what a call tells of a failure. It counts once, however many calls are under way and meet it. */
  begin(): Failed {
    const round = this.#round;
    return (error) => {
      if (round !== this.#round) return;
      this.#round++;
      if (++this.#failed >= MOST_FAILED) this.broken = error;
    };
  }

  answered(): void {
    this.#failed = 0;
  }
}
