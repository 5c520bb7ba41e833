/**
 * How the simulated meta-agent writes. It draws its workflows from a grammar and ignores the scores, cases and golds in
 * its prompt: it is undiscerning on purpose, a random search, so that no gain of a run with it says anything about the
 * method. All figures are set by hand.
 */

/** The defect of a broken workflow; a completion has at most one. */
export type Breakage =
  | 'syntax-error'
  | 'exception'
  | 'wrong-type'
  | 'no-code'
  | 'no-fence'
  | 'other-model'
  | 'infinite-loop';

/**
 * Share of completions. `other-model` runs, but asks for a model that the host does not grant; `no-fence` is unfenced
 * code.
 */
export const BREAKAGES: Readonly<Record<Breakage, number>> = {
  'syntax-error': 0.06,
  exception: 0.07,
  'wrong-type': 0.03,
  'no-code': 0.03,
  'no-fence': 0.02,
  'other-model': 0.03,
  'infinite-loop': 0.01,
};

/** Share of repair requests that return a sound program; the others get another drawn breakage. */
export const REPAIRED = 0.75;
