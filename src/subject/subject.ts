import { statSync } from 'node:fs';
import { parseCandidate } from '../base/candidate-id.ts';
import { W4sError, usageError } from '../base/errors.ts';
import { type ReviewPolicy, policyOf } from '../review/index.ts';
import { configOfRun, isSearch } from '../run/index.ts';
import { type Run, type Store, type Version, candidateById, findRun } from '../store/index.ts';
import type { Task } from '../task/contract.ts';
import { type LoadedWorkflow, forTask, readWorkflow, workflowHash } from '../workflow/index.ts';
import { findVersion, versionLabel } from './version.ts';

/** A workflow to score or to use, by file, by run or by its published name. */
export interface Subject {
  label: string;
  code: string;
  hash: string;
  /** What its run or its file's header says: the task it was made for. */
  task: string | null;
  /** Of its task; `null` where only the task itself can say. */
  kind: Task['kind'] | null;
  /** The model that it was measured with. */
  executor: string | null;
  /** Review policy of the run that it comes from; `null` for a file, which is its owner's word. */
  review: ReviewPolicy | null;
  /** The file that it was read from. */
  file?: LoadedWorkflow;
  /** What it was published as. */
  version?: Version;
}

/** A file is told what its task asks; what a run wrote stands as it is. */
export function subjectFor(subject: Subject, task: Task): Subject {
  if (subject.file === undefined) return subject;
  const { code, hash } = forTask(subject.file, task);
  return { ...subject, code, hash, kind: task.kind };
}

/**
 * `workflow.py`, a published version (`emails@3`, or `emails`: its newest), a run (then its winner; `latest` is the
 * newest that has one), or a candidate as `RUN/t03c1`. A published name goes before a run of the same name.
 * @throws usage errors that name what is near.
 */
export async function findSubject(store: Store, reference: string): Promise<Subject> {
  if (isFile(reference)) return ofFile(reference);
  if (reference.endsWith('.py')) {
    throw usageError('unknown-workflow', `There is no file \`${reference}\``, {
      hint:
        'Give the path of a .py file that defines `def workflow(agent, task)`, ' +
        'or the name of a run (`w4s runs` lists them).',
    });
  }
  const version = await findVersion(store, reference);
  return version === undefined ? ofRun(store, reference) : ofVersion(version);
}

/** A folder that happens to be called as a run is none. */
function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
}

async function ofFile(path: string): Promise<Subject> {
  const file = await readWorkflow(path);
  const { task = null, executor = null } = file.provenance ?? {};
  return { label: path, code: file.code, hash: file.hash, task, kind: null, executor, review: null, file };
}

function ofVersion(version: Version): Subject {
  const { code, code_hash: hash, task, executor } = version;
  const kind = version.kind as Task['kind'];
  const review = version.review as Subject['review'];
  return { label: versionLabel(version), code, hash, task, kind, executor, review, version };
}

async function ofRun(store: Store, reference: string): Promise<Subject> {
  const { run: name, label } = parseCandidate(reference);
  const run = await findRun(store, name, ({ winner_id: winner }) => winner !== null);
  const id = label === null ? run.winner_id : `${run.id}/${label}`;
  if (id === null) throw withoutWinner(run);
  const row = await candidateById(store, id);
  if (row?.code == null)
    throw usageError('unknown-candidate', `There is no workflow \`${reference}\``, {
      hint: `\`w4s show ${run.id}\` lists the candidates.`,
    });
  const { kind = null, executor } = configOfRun(run);
  return {
    label: id,
    code: row.code,
    hash: row.code_hash ?? workflowHash(row.code),
    task: run.task,
    kind,
    executor,
    review: policyOf(run),
  };
}

function withoutWinner(run: Run): W4sError {
  if (!isSearch(run))
    return usageError('no-winner', `Run \`${run.id}\` is no search and has no winner`, {
      hint: 'Name a run of `w4s optimize`, a published workflow (`w4s versions`), or a .py file.',
    });
  return new W4sError('no-winner', `Run \`${run.id}\` has no winner yet`, {
    hint: `\`w4s show ${run.id}\` tells how far it is.`,
  });
}
