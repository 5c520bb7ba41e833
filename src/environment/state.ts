import type { Task, TaskItem } from '../task/contract.ts';

/** A workflow that was evaluated, with its feedback: one (a_t, f_t) of the history. */
export interface HistoryEntry {
  candidateId: string;
  /** 0 for the example workflow that the search starts from. */
  turn: number;
  code: string;
  /** v_t: mean validation score. `null` when the evaluation was inconclusive. */
  accuracy: number | null;
  /** f_t, as the meta-agent reads it. */
  feedback: string;
}

/**
 * State s_t of the Markov decision process (W4S, section 3): instructions and task are constant, the history grows.
 */
export interface State {
  task: Task;
  /** Validation inputs that show what an item looks like. */
  examples: readonly TaskItem[];
  /** What the meta-agent may read, oldest first. Cut by the horizon. */
  history: readonly HistoryEntry[];
  /** The workflow that the next action starts from: the last element of what `history` was advanced with. */
  current: HistoryEntry | undefined;
  /** v of the workflow that advanced the state last: v_(t-1). */
  previousAccuracy: number | null;
  /** Largest v of ALL candidates of ALL earlier turns, whatever the history shows. */
  bestAccuracy: number | null;
}

/** What part of the history the meta-agent reads: later work finds a few best parents better than the whole archive (arXiv 2510.06711). */
export type ContextPolicy = 'last' | 'best-k' | 'all';

/** Which workflow the next action starts from. */
export type SelectionPolicy = 'last' | 'best';

export interface AdvancePolicy {
  /** The state is reset to task + current workflow every so many turns; `null` never. K in the paper, there 2. */
  horizon: number | null;
  /** @default 'last' */
  selection: SelectionPolicy;
}

export function initialState(task: Task, examples: readonly TaskItem[], start?: HistoryEntry): State {
  const accuracy = start?.accuracy ?? null;
  return { task, examples, history: start === undefined ? [] : [start], current: start, previousAccuracy: accuracy, bestAccuracy: accuracy };
}

/**
 * The next state: the turn's chosen candidate joins the history, and every score of the turn counts for the best.
 * @param chosen `undefined` when no candidate of the turn could be evaluated: only the turn number moves on then.
 */
export function advance(state: State, turn: number, chosen: HistoryEntry | undefined, scores: readonly (number | null)[], { horizon, selection }: AdvancePolicy): State {
  const bestAccuracy = maximum([state.bestAccuracy, ...scores]);
  const history = chosen === undefined ? state.history : [...state.history, chosen];
  const current = selection === 'best' ? best(history) : (chosen ?? state.current);
  const cut = horizon !== null && turn % horizon === 0 && current !== undefined;
  return {
    ...state,
    history: cut ? [current] : history,
    current,
    previousAccuracy: chosen?.accuracy ?? state.previousAccuracy,
    bestAccuracy,
  };
}

/** The entries that a prompt shows, best or newest last, so that the one to start from is nearest to the question. */
export function visibleHistory({ history, current }: State, policy: ContextPolicy, k = 3): readonly HistoryEntry[] {
  if (policy === 'last') return current === undefined ? [] : [current];
  if (policy === 'all') return history;
  const top = history.toSorted((a, b) => score(b) - score(a) || b.turn - a.turn).slice(0, k);
  if (current !== undefined && !top.includes(current)) top[Math.min(k - 1, top.length)] = current;
  return top.toReversed();
}

function best(history: readonly HistoryEntry[]): HistoryEntry | undefined {
  return history.reduce<HistoryEntry | undefined>((top, entry) => (top === undefined || score(entry) > score(top) ? entry : top), undefined);
}

function score({ accuracy }: HistoryEntry): number {
  return accuracy ?? -1;
}

function maximum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}
