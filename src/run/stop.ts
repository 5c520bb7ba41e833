import { W4sError, messageOf } from '../base/errors.ts';
import { CAP_FLAGS, type Ledger, ModelError } from '../model/index.ts';
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
  /** Resolves with the first request; a cap is none. */
  readonly requested: Promise<Ending>;
  /** The first request counts. */
  request(ending: Ending): void;
  /** What an error that reached the run means for it. */
  endingOf(error: unknown): Ending;
}

type Cap = NonNullable<Ledger['stopped']>;

export interface StopOptions {
  /** The cap that is reached, if one is. */
  capReached: () => Cap | undefined;
  /** What continues a run: `w4s resume`. */
  again: string;
}

export function createStopControl({ capReached, again }: StopOptions): StopControl {
  let requested: Ending | undefined;
  const first = Promise.withResolvers<Ending>();
  const current = (): Ending | undefined => {
    const cap = requested === undefined ? capReached() : undefined;
    return cap === undefined ? requested : capEnding(cap, again);
  };
  return {
    get ending() {
      return current();
    },
    requested: first.promise,
    request: (ending) => {
      requested ??= ending;
      first.resolve(requested);
    },
    endingOf: (error) => current() ?? failureOf(error),
  };
}

function capEnding(cap: Cap, again: string): Ending {
  const next = `To continue, raise it and run ${again}.`;
  return { status: 'stopped', reason: `The limit ${CAP_FLAGS[cap]} is reached. All paid work is kept. ${next}` };
}

function failureOf(error: unknown): Ending {
  if (error instanceof ModelError && error.kind === 'cap') return { status: 'stopped', reason: error.message };
  const failure = error instanceof W4sError ? error : new W4sError('internal', messageOf(error), { cause: error });
  return { status: 'failed', reason: failure.message, error: failure };
}
