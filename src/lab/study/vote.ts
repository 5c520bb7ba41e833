import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../base/make-folder.ts';
import { voteOf, withInstructions, workflowHash } from '../../workflow/index.ts';
import type { PlannedTask } from './tasks.ts';
import type { Subject } from './test-run.ts';

/**
 * The vote that is matched to a workflow, see {@link voteOf}.
 * @param folder Where to write the program, so that the tested text can be inspected.
 */
export async function voteWorkflow(
  callsPerItem: number,
  asked: PlannedTask['asked'],
  folder: string,
): Promise<Subject> {
  const { votes, code } = await voteOf(callsPerItem);
  const workflow = join(folder, `vote-${votes}.py`);
  await makeFolder(folder);
  await writeFile(workflow, code);
  return { workflow, hash: workflowHash(withInstructions(code, asked)) };
}
