import { type AdvancePolicy, type Environment, type State, type Transition, advance } from '../environment/index.ts';
import { bestOfTurn } from './select.ts';

export interface LoopOptions {
  environment: Environment;
  /** T: how many times the meta-agent acts. */
  turns: number;
  /** m: candidate actions sampled from each state. */
  candidates: number;
  policy: AdvancePolicy;
  /** The workflows that the search starts from, with the scores v_0. */
  starts: readonly { label: string; code: string }[];
  /** Grows as candidates are judged, so that an error half-way loses none. */
  history: Transition[];
  /** Asked before each turn; a reason ends the search. */
  stopReason: () => string | undefined;
  onTurn?: (turn: number) => Promise<void>;
  onTurnEnd?: (turn: number, transitions: readonly Transition[], chosen: Transition | undefined) => Promise<void>;
}

/** The W4S loop: propose and check, evaluate and reward, select the best of the turn, go on from there. */
export async function searchLoop({
  environment,
  turns,
  candidates,
  policy,
  starts,
  history,
  stopReason,
  onTurn,
  onTurnEnd,
}: LoopOptions): Promise<void> {
  const initial = await environment.reset(starts);
  history.push(...initial.starts);
  let state: State = initial.state;

  for (let turn = 1; turn <= turns && stopReason() === undefined; turn++) {
    await onTurn?.(turn);
    const proposed = await environment.act(state, turn, candidates);
    const transitions = await allSettled(proposed.map((candidate) => environment.step(state, candidate)));
    history.push(...transitions);
    // A turn that was broken off has no best yet: its continuation may find another one.
    const isEnding = stopReason() !== undefined;
    if (transitions.some(({ status }) => status === 'stopped' || (status === 'inconclusive' && isEnding))) break;
    const chosen = bestOfTurn(transitions);
    await onTurnEnd?.(turn, transitions, chosen);
    state = advance(
      state,
      turn,
      chosen?.entry ?? undefined,
      transitions.map(({ candidate, accuracy }) => ({ candidateId: candidate.id, accuracy })),
      policy,
    );
  }
}

/** As `Promise.all`, but an error waits until the others have ended: their paid work is recorded first. */
async function allSettled<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(promises);
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}
