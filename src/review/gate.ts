import { setTimeout as sleep } from 'node:timers/promises';
import type { ReviewGate } from '../environment/index.ts';
import { type Store, approvalOf } from '../store/index.ts';
import type { ReviewPolicy } from './policy.ts';

/** Milliseconds between two looks at what was decided: another process writes it. */
const LOOK_MS = 500;

export interface ReviewGateOptions {
  policy: ReviewPolicy;
  store: Store;
  /** Whether the run is to stop. */
  isStopping: () => boolean;
}

/** Keeps the candidates of a search from being run, under the policy `always`, until a person decided. */
export function reviewGate({ policy, store, isStopping }: ReviewGateOptions): ReviewGate {
  return {
    holds: async ({ turn, hash, findings }) => {
      if (policy !== 'always') return false;
      // What a search starts from was chosen by a person.
      const asks = turn > 0 || findings.some(({ severity }) => severity === 'danger');
      return asks && (await approvalOf(store, hash))?.decision !== 'approved';
    },
    decision: async (hash) => {
      for (;;) {
        const decision = (await approvalOf(store, hash))?.decision;
        if (decision !== undefined) return decision;
        if (isStopping()) return 'stopped';
        await sleep(LOOK_MS);
      }
    },
  };
}
