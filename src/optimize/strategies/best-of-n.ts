import { initialState } from '../../environment/index.ts';
import { bestOfTurn } from '../select.ts';
import type { Strategy } from './contract.ts';
import { entriesOf, questionIn, w4s } from './w4s.ts';

const settings = w4s.settings.pick({ context: true });

/** No feedback: every action is sampled in the state that holds the workflows of the start alone. */
export const bestOfN: Strategy<typeof settings> = {
  id: 'best-of-n',
  about: 'every workflow is written from the start alone, without feedback on the others',
  settings,
  settle: w4s.settle,
  open: (context) => {
    const { task, examples, objective } = context;
    let state = initialState(task, examples, [], objective);
    return {
      propose: () => [questionIn(state, context)],
      tell: (turn, transitions) => {
        if (turn === 0) state = initialState(task, examples, entriesOf(transitions), objective);
        return turn === 0 ? undefined : bestOfTurn(transitions, objective);
      },
    };
  },
};
