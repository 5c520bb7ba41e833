/**
 * Everything that determines how often the simulated executor is right. The figures are set by hand so that the kinds
 * of workflow differ as they do with real models; they are not measurements.
 *
 * A choice is right when `threshold + ITEM_SPREAD * item + noise > 0`, where `item` is a standard normal that belongs
 * to the item (its ease, drawn once from the simulator's seed), `noise` is a standard normal, and `threshold` is chosen
 * so that the share of right choices over many items is the rate in the table, times `quality`. At temperature 0 the
 * noise depends only on the prompt, so the answer is always the same; with rising temperature a share of its variance
 * (`min(temperature, 1)`) belongs to the single sample. Temperature thus changes no rate, but lets a vote help: right
 * choices agree, wrong ones scatter. They do not scatter completely (`ATTRACTIVE`), so that a vote can also fail.
 */

/** The form of the item's gold. `program`: an item of a code task. */
export type AnswerForm = 'number' | 'choice' | 'text' | 'program';

/** How the executor was asked: for the answer directly, for reasoning first, or for a Python `solution()`. */
export type AskedStyle = 'direct' | 'steps' | 'code';

/**
 * Share of right choices. In a code task every answer is a program, so `code` there only means that no reasoning was
 * requested.
 */
export const RATES: Readonly<Record<AnswerForm, Readonly<Record<AskedStyle, number>>>> = {
  number: { direct: 0.4, steps: 0.62, code: 0.76 },
  choice: { direct: 0.46, steps: 0.6, code: 0.5 },
  text: { direct: 0.56, steps: 0.68, code: 0.52 },
  program: { direct: 0.6, steps: 0.7, code: 0.6 },
};

/**
 * Asked to check, review or choose among earlier answers. `keeps`: the rate if the right answer is among them, however
 * it is asked; `mends`: the factor on the table's rate if it is not. Overall a check helps slightly: correctly answered
 * items are the easier ones.
 */
export const CHECK = { keeps: 0.92, mends: 0.8 } as const;

/** Added to the rate of a program if the messages show why an earlier one failed. */
export const REPAIR_GAIN = 0.12;

/** Standard deviation of the items' ease; 1 means that half of the variance is the item's. */
export const ITEM_SPREAD = 1;

/** Share of wrong choices that give the item's one attractive wrong answer; the others draw their own. */
export const ATTRACTIVE = 0.35;

/** Share of the wrong programs of an answer item that do not end in a wrong value. */
export const BAD_PROGRAMS = { crash: 0.2, loop: 0.004 } as const;

/** Mistakes in the wrong programs of a code task, by share; all others have one changed operator, constant or call. */
export const WRONG_PROGRAMS = { syntaxError: 0.06, noReturn: 0.22, loop: 0.004 } as const;

/** Share of correct verdicts on right and on wrong earlier answers, if a key asks for a verdict. */
export const VERDICTS = { onRight: 0.85, onWrong: 0.65 } as const;

/** Share of numbers under an answer key that are written as JSON numbers instead of strings. */
export const BARE_NUMBERS = 0.3;

/**
 * Ways in which a reply misses the requested form; at most one per reply. The rates of right choices apply before
 * these.
 */
export type Slip = 'fenced' | 'trailing-text' | 'single-quotes' | 'missing-key' | 'empty' | 'truncated';

export const SLIPS: Readonly<Record<Slip, number>> = {
  fenced: 0.04,
  'trailing-text': 0.02,
  'single-quotes': 0.015,
  'missing-key': 0.015,
  empty: 0.005,
  truncated: 0.01,
};

/** The slips that a server prevents by enforcing `response_format: json_object`. */
export const PREVENTED_BY_JSON_MODE: ReadonlySet<Slip> = new Set(['fenced', 'trailing-text', 'single-quotes']);

/** The slips that a reply without JSON can have. */
export const POSSIBLE_IN_TEXT: ReadonlySet<Slip> = new Set(['empty', 'truncated']);
