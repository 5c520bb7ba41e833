import { W4sError } from '../base/errors.ts';
import { ModelError } from '../model/contract.ts';

/** Whether a prompt left no room for an answer in the model's context. */
export function isOverflow(error: unknown): error is ModelError {
  return error instanceof ModelError && error.kind === 'context-length';
}

/**
 * Whether this is what a meta-agent that answers other questions can't be asked: there is no room for it, or its server
 * refuses it.
 */
export function isUnanswerable(error: unknown): error is ModelError {
  return isOverflow(error) || (error instanceof ModelError && error.requestFault);
}

/** The error of a run whose state can't be told to its meta-agent: no further turn could be. */
export function stateTooLong(cause: ModelError, turn: number, remedy: string): W4sError {
  return new W4sError(
    'prompt-too-long',
    `The prompt of turn ${turn} is too long for the meta-agent: ${cause.message}`,
    {
      cause,
      facts: { model: cause.model, turn },
      hint:
        `${remedy}. A new run begins, since \`w4s resume\` keeps the settings; ` +
        'answers that were paid for are in the cache.',
    },
  );
}
