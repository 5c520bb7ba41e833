import { W4sError } from '../base/errors.ts';
import { DEFAULT_QUOTAS } from './contract.ts';
import { exampleCode } from './examples.ts';

const VOTES = 'num_of_response=5';

/** The plain executor with as many calls as a workflow. */
export interface Vote {
  votes: number;
  code: string;
}

/**
 * As many chains of thought as a workflow makes calls, and their vote: the cost-matched baseline of a single agent with
 * the same budget. Rounded up, so that it never has fewer calls than its opponent.
 * @throws {W4sError} `installation-incomplete`
 */
export async function voteOf(callsPerItem: number): Promise<Vote> {
  const votes = Math.min(DEFAULT_QUOTAS.calls, Math.max(1, Math.ceil(callsPerItem - 1e-9)));
  const text = await exampleCode('self_consistency', 'answer');
  if (text.split(VOTES).length !== 2)
    throw new W4sError('installation-incomplete', 'The example workflow self_consistency.py was changed', {
      hint: 'Install w4s again.',
    });
  const code = text
    .replace(VOTES, `num_of_response=${votes}`)
    .replace('Five independent chains', `${votes} independent chains`);
  return { votes, code };
}
