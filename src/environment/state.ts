import { turnLabel } from '../base/candidate-id.ts';
import { ACCURACY, type Objective, type Outcome, compareBy } from '../statistics/index.ts';
import type { Task, TaskItem } from '../task/contract.ts';

/** A workflow that was evaluated, with its feedback: one (a_t, f_t) of the history. */
export interface HistoryEntry extends Partial<Omit<Outcome, 'accuracy'>> {
  candidateId: string;
  /** 0 for the workflows that the search starts from. */
  turn: number;
  code: string;
  /** The meta-agent's own words that brought it; `null` for a start, and for what a person wrote. */
  completion: string | null;
  /** v_t: mean validation score. `null` when the evaluation was inconclusive. */
  accuracy: number | null;
  /** f_t, as the meta-agent reads it. */
  feedback: string;
}

/** Where a state stands among those of its run. */
export interface StatePlace {
  /** In its run: `t03` is the state that the candidates of turn 3 are written in. */
  id: string;
  /** The state before it in its trajectory; `null` where one begins: s_0, and what the horizon reset the state to. */
  parentId: string | null;
}

/**
 * State s_t of the Markov decision process (W4S, section 3): instructions and task are constant, the history grows.
 */
export interface State extends StatePlace {
  task: Task;
  /** What workflows are compared by. */
  objective: Objective;
  /** Validation inputs that show what an item looks like. */
  examples: readonly TaskItem[];
  /**
   * What the meta-agent may read, oldest first. Cut by the horizon: element 0 is then the workflow the state was reset
   * to.
   */
  history: readonly HistoryEntry[];
  /** The workflow that the next action starts from: the last element of what `history` was advanced with. */
  current: HistoryEntry | undefined;
  /** The workflow that advanced the state last: its v is v_(t-1). */
  previousId: string | null;
  /** Turn of the workflow that the horizon reset the state to; `null` before the first reset. */
  resetAt: number | null;
}

/**
 * What part of the history the meta-agent reads. `all` is the paper's form: a conversation in which its own actions are
 * assistant turns, so that turns of an episode share their prefix. `last` and `best-k` render the current workflow, or
 * the few best, into one message: later work finds that better than the whole archive (arXiv 2510.06711).
 */
export type ContextPolicy = 'last' | 'best-k' | 'all';

/** Which workflow the next action starts from. */
export type SelectionPolicy = 'last' | 'best';

export interface AdvancePolicy {
  /** The state is reset to task + current workflow every so many turns; `null` never. K in the paper, there 2. */
  horizon: number | null;
  /** @default 'last' */
  selection: SelectionPolicy;
}

/** s_0: all workflows that the search starts from are shown, and the best of them is the one to go on from. */
export function initialState(
  task: Task,
  examples: readonly TaskItem[],
  starts: readonly HistoryEntry[] = [],
  objective: Objective = ACCURACY,
): State {
  const current = bestEntry(starts, objective);
  return {
    id: turnLabel(1),
    parentId: null,
    task,
    examples,
    history: starts,
    current,
    objective,
    previousId: current?.candidateId ?? null,
    resetAt: null,
  };
}

/**
 * The next state: the turn's chosen candidate joins the history.
 * @param chosen `undefined` when no candidate of the turn could be evaluated: only the turn number moves on then.
 */
export function advance(
  state: State,
  turn: number,
  chosen: HistoryEntry | undefined,
  { horizon, selection }: AdvancePolicy,
): State {
  const history = chosen === undefined ? state.history : [...state.history, chosen];
  const current = selection === 'best' ? bestEntry(history, state.objective) : (chosen ?? state.current);
  const ends = horizon !== null && turn % horizon === 0;
  const cut = ends && current !== undefined;
  return {
    ...state,
    id: turnLabel(turn + 1),
    parentId: ends ? null : state.id,
    history: cut ? [current] : history,
    current,
    previousId: chosen?.candidateId ?? state.previousId,
    resetAt: cut ? current.turn : state.resetAt,
  };
}

/** The `k` best entries and the current one, best last, so that the one to start from is nearest to the question. */
export function bestEntries({ history, current, objective }: State, k = 3): readonly HistoryEntry[] {
  const top = history
    .filter((entry) => entry !== current)
    .toSorted((a, b) => compareEntries(objective, a, b) || b.turn - a.turn);
  return (current === undefined ? top : [current, ...top]).slice(0, k).toReversed();
}

/** The first of the best. */
export function bestEntry(history: readonly HistoryEntry[], objective: Objective): HistoryEntry | undefined {
  return history.reduce<HistoryEntry | undefined>(
    (top, entry) => (top === undefined || compareEntries(objective, entry, top) < 0 ? entry : top),
    undefined,
  );
}

/** What could not be scored comes last. */
function compareEntries(objective: Objective, one: HistoryEntry, other: HistoryEntry): number {
  const [a, b] = [outcomeOf(one), outcomeOf(other)];
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return compareBy(objective, a, b);
}

function outcomeOf({ accuracy, callsPerItem = 0, ...costs }: HistoryEntry): Outcome | undefined {
  return accuracy === null ? undefined : { ...costs, accuracy, callsPerItem };
}
