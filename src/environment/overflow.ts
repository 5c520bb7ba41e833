import { W4sError } from '../base/errors.ts';
import { ModelError } from '../model/contract.ts';
import { type PromptForm, PROMPT_FORMS } from './prompt-form.ts';
import type { ContextPolicy } from './state.ts';

/** Whether a prompt left no room for an answer in the model's context. */
export function isOverflow(error: unknown): error is ModelError {
  return error instanceof ModelError && error.kind === 'context-length';
}

/** The error of a run whose state can't be told to its meta-agent: no further turn could be. */
export function stateTooLong(
  cause: ModelError,
  turn: number,
  { prompt, context }: { prompt: PromptForm; context: ContextPolicy },
): W4sError {
  return new W4sError(
    'prompt-too-long',
    `The prompt of turn ${turn} is too long for the meta-agent: ${cause.message}`,
    {
      cause,
      facts: { model: cause.model, turn },
      hint:
        `${remedy({ prompt, context })}. A new run begins, since \`w4s resume\` keeps the settings; ` +
        'answers that were paid for are in the cache.',
    },
  );
}

function remedy({ prompt, context }: { prompt: PromptForm; context: ContextPolicy }): string {
  if (prompt === PROMPT_FORMS.compact)
    return 'No prompt is shorter than the compact one: repeat the command with a --meta that has a larger context';
  const flags = context === 'last' ? '`--prompt compact`' : '`--prompt compact` or `--context last`';
  return `Repeat the command with ${flags}`;
}
