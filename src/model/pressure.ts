/** Answers that a verdict looks back on. */
const WINDOW = 20;
/** Fewer say nothing: at one refusal in five, half of ten answers are refused once in a hundred windows. */
const LEAST = 10;
const TOO_MANY = 0.5;

/** Tells a server that is short of room from one that refuses a call here and there. */
export interface Pressure {
  /** Takes one answer. Returns whether refusals have come together; the next verdict rests on later answers alone. */
  note(isRefused: boolean): boolean;
}

export function createPressure(): Pressure {
  let answers: boolean[] = [];
  return {
    note(isRefused) {
      answers = [...answers.slice(1 - WINDOW), isRefused];
      const refused = answers.filter(Boolean).length;
      if (!isRefused || answers.length < LEAST || refused < TOO_MANY * answers.length) return false;
      answers = [];
      return true;
    },
  };
}
