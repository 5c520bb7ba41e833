import type { EnvironmentOptions } from '../environment/index.ts';
import { type Store, takeHints, takeSubmissions } from '../store/index.ts';
import type { Task } from '../task/contract.ts';
import { withInstructions } from '../workflow/index.ts';

/** What persons give to a search, as its turns ask for it. Each answer is on record and stays the same. */
export function personsOf(
  store: Store,
  runId: string,
  task: Task,
): Required<Pick<EnvironmentOptions, 'hints' | 'submissions'>> {
  return {
    hints: async (turn) => {
      const hints = await takeHints(store, { runId, turn });
      return hints.map(({ text }) => text);
    },
    submissions: async (turn, free) => {
      const taken = await takeSubmissions(store, { runId, turn, slot: free });
      return taken.map(({ code, slot, parent_id: parentId, by }) => ({
        code: withInstructions(code, task),
        slot: slot ?? free,
        parentId,
        by,
      }));
    },
  };
}
