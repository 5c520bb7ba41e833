import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../base/make-folder.ts';
import { W4sError } from '../../base/errors.ts';
import { DEFAULT_QUOTAS, exampleWorkflow, withInstructions, workflowHash } from '../../workflow/index.ts';
import type { PlannedTask } from './tasks.ts';
import type { Subject } from './test-run.ts';

const VOTES = 'num_of_response=5';

/**
 * The plain executor with as many calls as a workflow: as many chains of thought, and their vote (the cost-matched
 * baseline of a single agent with the same budget). Rounded up, so that it never has fewer calls than its opponent.
 *
 * @param folder Where to write the program, so that the tested text can be inspected.
 */
export async function voteWorkflow(
  callsPerItem: number,
  asked: PlannedTask['asked'],
  folder: string,
): Promise<Subject> {
  const votes = Math.min(DEFAULT_QUOTAS.calls, Math.max(1, Math.ceil(callsPerItem - 1e-9)));
  const text = await readFile(exampleWorkflow('self_consistency'), 'utf8').catch(() => '');
  if (text.split(VOTES).length !== 2)
    throw new W4sError(
      'installation-incomplete',
      'The example workflow self_consistency.py is missing from this installation, or was changed',
      { hint: 'Reinstall w4s, or use --without vote.' },
    );
  const code = text
    .replace(VOTES, `num_of_response=${votes}`)
    .replace('Five independent chains', `${votes} independent chains`);
  const workflow = join(folder, `vote-${votes}.py`);
  await makeFolder(folder);
  await writeFile(workflow, code);
  return { workflow, hash: workflowHash(withInstructions(code, asked)) };
}
