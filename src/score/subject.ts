import { existsSync } from 'node:fs';
import { parseCandidate } from '../base/candidate-id.ts';
import { W4sError, usageError } from '../base/errors.ts';
import { type Store, candidateById, findRun } from '../store/index.ts';
import type { Task } from '../task/contract.ts';
import { forTask, type LoadedWorkflow, loadWorkflow, workflowHash } from '../workflow/index.ts';

/** A workflow to score, by file or by run. */
export interface Subject {
  label: string;
  code: string;
  hash: string;
  /** What its run or its file's header says: the task it was made for. */
  task: string | null;
  /** The file that it was read from. */
  file?: LoadedWorkflow;
}

/** A file is told what its task asks; what a run wrote stands as it is. */
export function subjectFor(subject: Subject, task: Task): Subject {
  if (subject.file === undefined) return subject;
  const { code, hash } = forTask(subject.file, task);
  return { ...subject, code, hash };
}

/**
 * `workflow.py`, a run (then its winner; `latest` is the newest that has one), or a candidate as `RUN/t03c1`.
 * @throws usage errors that name what is near.
 */
export async function findSubject(store: Store, reference: string): Promise<Subject> {
  if (reference.endsWith('.py') && !existsSync(reference)) {
    throw usageError('unknown-workflow', `There is no file \`${reference}\``, {
      hint:
        'Give the path of a .py file that defines `def workflow(agent, task)`, ' +
        'or the name of a run (`w4s runs` lists them).',
    });
  }
  if (existsSync(reference)) {
    const file = await loadWorkflow(reference);
    return { label: reference, code: file.code, hash: file.hash, task: file.provenance?.task ?? null, file };
  }
  const { run: name, label } = parseCandidate(reference);
  const run = await findRun(store, name, ({ winner_id: winner }) => winner !== null);
  const id = label === null ? run.winner_id : `${run.id}/${label}`;
  if (id === null && run.command === 'eval')
    throw usageError('no-winner', `Run \`${run.id}\` is an evaluation and has no winner`, {
      hint: 'Name a run of `w4s optimize`, or a .py file.',
    });
  if (id === null)
    throw new W4sError('no-winner', `Run \`${run.id}\` has no winner yet`, {
      hint: `\`w4s show ${run.id}\` tells how far it is.`,
    });
  const row = await candidateById(store, id);
  if (row?.code == null)
    throw usageError('unknown-candidate', `There is no workflow \`${reference}\``, {
      hint: `\`w4s show ${run.id}\` lists the candidates.`,
    });
  return { label: id, code: row.code, hash: row.code_hash ?? workflowHash(row.code), task: run.task };
}
