import { W4sError, messageOf } from '../base/errors.ts';
import { ModelError } from '../model/contract.ts';
import type { Ledger } from '../model/index.ts';
import type { RunStatus } from '../store/index.ts';

/** How a run ended. */
export interface Ending {
  status: Exclude<RunStatus, 'running'>;
  /** For a person; `null` when it simply ran to its end. */
  reason: string | null;
  error?: W4sError;
}

/** The one place that knows whether a run is to stop, and why. */
export interface StopControl {
  /** Nothing new is started once this is set. */
  readonly ending: Ending | undefined;
  request(ending: Ending): void;
  /** What an error that reached the loop means for the run. */
  endingOf(error: unknown): Ending;
}

const CAP_FLAGS = { budget: '--budget', calls: '--max-calls', minutes: '--max-minutes' } as const;

export function createStopControl(ledger: Ledger): StopControl {
  let requested: Ending | undefined;
  const current = (): Ending | undefined =>
    requested ?? (ledger.stopped === undefined ? undefined : capEnding(ledger.stopped));
  return {
    get ending() {
      return current();
    },
    request: (ending) => (requested ??= ending),
    endingOf: (error) => {
      const known = current();
      if (known !== undefined) return known;
      if (error instanceof ModelError && error.kind === 'cap') return { status: 'stopped', reason: error.message };
      const failure = error instanceof W4sError ? error : new W4sError('internal', messageOf(error), { cause: error });
      return { status: 'failed', reason: failure.message, error: failure };
    },
  };
}

function capEnding(cap: keyof typeof CAP_FLAGS): Ending {
  return {
    status: 'stopped',
    reason: `The cap ${CAP_FLAGS[cap]} is reached. All paid work is kept; \`w4s resume\` with a higher cap goes on.`,
  };
}
