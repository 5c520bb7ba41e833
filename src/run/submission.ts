import { type W4sError, usageError } from '../base/errors.ts';
import { inShell } from '../base/in-shell.ts';
import { userName } from '../base/user-name.ts';
import { type Run, type Store, type Submission, candidateById, saveSubmission } from '../store/index.ts';
import { parseWorkflow } from '../workflow/index.ts';
import { configOfRun } from './config.ts';
import { type Closed, whyClosed } from './turn-left.ts';

/** Characters that a submitted workflow may have. */
export const MOST_CODE = 100_000;

export interface NewSubmission {
  /** Python text. */
  text: string;
  /** Label of the candidate that it was edited from: `t02c1`. */
  from?: string;
  /** How messages call the text. */
  name: string;
}

/**
 * Puts a workflow that a person wrote on record; the next turn of the search tries and evaluates it as one more
 * candidate of its own.
 * @throws usage errors: for a run without a turn to come, `unknown-candidate`, `invalid-workflow`, and those of
 * {@link parseWorkflow}.
 */
export async function submitWorkflow(store: Store, run: Run, { text, from, name }: NewSubmission): Promise<Submission> {
  const closed = await whyClosed(store, run);
  if (closed !== null) throw refusal(run, closed);
  const parentId = from === undefined ? null : `${run.id}/${from}`;
  if (parentId !== null && (await candidateById(store, parentId)) === undefined)
    throw usageError('unknown-candidate', `There is no candidate \`${from}\` in run \`${run.id}\``, {
      hint: `\`w4s show ${run.id}\` lists them.`,
    });
  if (text.length > MOST_CODE)
    throw usageError(
      'invalid-workflow',
      `Expected ${name} to have at most ${MOST_CODE} characters, got ${text.length}`,
    );
  const { code } = parseWorkflow(name, text);
  return saveSubmission(store, { runId: run.id, code, parentId, by: userName() });
}

/** What can still be done with a workflow where the search can't take it. */
export function instead(run: Run): string {
  const config = configOfRun(run);
  const [task, executor] = [inShell(config.task), inShell(config.executor)];
  return (
    `\`w4s eval FILE --task ${task} --executor ${executor} --split validation\` scores it on the same items; ` +
    `\`w4s optimize ${task} --start FILE\` begins a search from it.`
  );
}

function refusal(run: Run, { code, message }: Closed): W4sError {
  return usageError(code, `${message} that could take a workflow`, { hint: instead(run) });
}
