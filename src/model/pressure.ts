/** Answers needed for a verdict. */
const LEAST = 10;
/** Answers that a verdict looks back on: at least these, and full rounds of the calls in flight. */
const WINDOW = 20;
const ROUNDS = 4;
const TOO_MANY = 0.5;

/** Distinguishes a server short of capacity from one that refuses an occasional call. */
export interface Pressure {
  /**
   * Takes one answer. Returns whether refusals come in a burst; the next verdict uses only later answers.
   * @param running Other calls in flight. They count as not refused: a refusal comes at once, an answer takes time.
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
