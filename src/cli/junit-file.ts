import { writeFileAtomic } from '../base/write-file.ts';
import { itemRows, junitXml } from '../report/index.ts';
import type { ScoreResult } from '../score/index.ts';
import { type Store, evaluationById } from '../store/index.ts';

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
