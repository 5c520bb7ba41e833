import { allSettled } from '../base/all-settled.ts';
import type { Environment, Transition } from '../environment/index.ts';
import type { Search } from './strategies/index.ts';

export interface LoopOptions {
  environment: Environment;
  /** What the strategy asks for, turn by turn. */
  search: Search;
  /** T: how many times the meta-agent acts. */
  turns: number;
  /** The workflows that the search starts from, with the scores v_0. */
  starts: readonly { label: string; code: string }[];
  /** Grows as candidates are judged, so that an error half-way loses none. */
  history: Transition[];
  /** Asked before each turn; a reason ends the search. */
  stopReason: () => string | undefined;
  /** @param candidates Workflows that are asked for. */
  onTurn?: (turn: number, candidates: number) => Promise<void>;
  onTurnEnd?: (turn: number, transitions: readonly Transition[], chosen: Transition | undefined) => Promise<void>;
}

/** The W4S loop: propose and check, evaluate and reward, tell the strategy, go on from there. */
export async function searchLoop({
  environment,
  search,
  turns,
  starts,
  history,
  stopReason,
  onTurn,
  onTurnEnd,
}: LoopOptions): Promise<void> {
  history.push(...(await environment.reset(starts)));
  search.tell(0, history);

  for (let turn = 1; turn <= turns && stopReason() === undefined; turn++) {
    const questions = await search.propose(turn);
    if (questions.length === 0) break;
    await onTurn?.(
      turn,
      questions.reduce((sum, { count }) => sum + count, 0),
    );
    const proposed = await environment.act(questions, turn);
    const transitions = await allSettled(proposed.map((candidate) => environment.step(candidate)));
    history.push(...transitions);
    // A turn that was broken off has no best yet: its continuation may find another one.
    const isEnding = stopReason() !== undefined;
    if (transitions.some(({ status }) => status === 'stopped' || (status === 'inconclusive' && isEnding))) break;
    const chosen = search.tell(turn, transitions);
    await onTurnEnd?.(turn, transitions, chosen);
  }
}
