import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { usageError } from '../base/errors.ts';
import { writeFileAtomic } from '../base/write-file.ts';
import { itemRows, junitXml } from '../report/index.ts';
import type { ScoreResult } from '../score/index.ts';
import { type Store, evaluationById } from '../store/index.ts';

/** A path that can't be written is told before anything is paid. @throws usage error `invalid-option` */
export function assertWritable(path: string, flag: '--junit' | '--csv'): void {
  const folder = dirname(path);
  const problem =
    (!existsSync(folder) && `there is no folder \`${folder}\``) ||
    (existsSync(path) && statSync(path).isDirectory() && 'it is a folder');
  if (problem !== false)
    throw usageError('invalid-option', `Expected \`${flag}\` to be a file to write, got \`${path}\`: ${problem}`, {
      hint: 'Make the folder first, or name another file.',
    });
}

export interface JunitFile {
  path: string;
  /** The score from which on an item has passed. */
  passAt?: number;
}

/** Writes the JUnit file of an evaluation; whole or not at all. */
export async function writeJunit(store: Store, result: ScoreResult, { path, passAt }: JunitFile): Promise<void> {
  const { run, workflow, workflowHash, task, executor, requirements } = result;
  const evaluation = await evaluationById(store, result.evaluationId);
  const properties = { run, workflow, workflowHash, executor };
  await writeFileAtomic(
    path,
    await junitXml({
      task,
      summary: result,
      requirements,
      properties,
      rows: itemRows(store, evaluation === undefined ? [] : [evaluation]),
      passAt,
    }),
  );
}
