/** Answers that say enough. */
const LEAST = 10;
/** Answers that a verdict looks back on, at least, and by the calls that are under way: full rounds of them. */
const WINDOW = 20;
const ROUNDS = 4;
const TOO_MANY = 0.5;

/** Tells a server that is short of room from one that refuses a call here and there. */
export interface Pressure {
  /**
   * Takes one answer. Returns whether refusals have come together; the next verdict rests on later answers alone.
   * @param running Other calls under way. They count as not refused: a refusal comes at once, an answer takes its time.
   */
  note(isRefused: boolean, running: number): boolean;
}

export function createPressure(): Pressure {
  let refused = 0;
  let answered = 0;
  return {
    note(isRefused, running) {
      if (isRefused) refused++;
      else answered++;
      if (refused + answered > Math.max(WINDOW, ROUNDS * running)) {
        refused /= 2;
        answered /= 2;
      }
      const all = refused + answered;
      if (!isRefused || all < LEAST || refused < TOO_MANY * (all + running)) return false;
      refused = 0;
      answered = 0;
      return true;
    },
  };
}
