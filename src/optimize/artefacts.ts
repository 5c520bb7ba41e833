import { join } from 'node:path';
import { parseCandidate } from '../base/candidate-id.ts';
import type { EvaluationSummary } from '../evaluate/index.ts';
import { configOfRun } from '../run/index.ts';
import { renderPage } from '../page/index.ts';
import { type Run, type Store, candidateById, evaluationById, findRun, runFolder } from '../store/index.ts';
import { writeFileAtomic } from '../base/write-file.ts';
import { winnersReadme, type Winners } from '../winners/index.ts';
import { type Provenance, type ProvenanceScore, renderWorkflowFile, routedIn } from '../workflow/index.ts';

/**
 * Writes a candidate as a Python file that states where it comes from: run, task, models, scores with intervals, hash.
 * @param path @default `winner.py` in the run's folder beside the store
 * @returns the path; `null` for a store in memory without a path.
 */
export async function exportWorkflow(
  store: Store,
  run: Run,
  candidateId: string,
  path?: string,
): Promise<string | null> {
  return writeArtefact(path ?? artefactPath(store, run.id, 'winner.py'), await fileOf(store, run, candidateId));
}

async function fileOf(store: Store, run: Run, candidateId: string): Promise<string> {
  const code = (await candidateById(store, candidateId))?.code ?? null;
  if (code === null) throw new Error(`Expected candidate \`${candidateId}\` to have a program`);
  const { executor, meta = 'none' } = configOfRun(run);
  const { validation, test } = await scoresOfCandidate(store, candidateId);
  return renderWorkflowFile({
    code,
    provenance: {
      run: run.id,
      task: run.task,
      executor,
      metaAgent: meta,
      date: new Date().toISOString(),
      validation,
      test,
    },
  });
}

/**
 * Writes the unlike programs of a search side by side, with the router over them where one won, and what each file is.
 * @returns the folder, `winners` in the run's; `null` for a store in memory without a path.
 */
export async function exportWinners(store: Store, run: Run, winners: Winners): Promise<string | null> {
  const folder = artefactPath(store, run.id, 'winners');
  if (folder === null) return null;
  for (const { candidate } of winners.programs)
    await writeArtefact(join(folder, `${nameOf(candidate)}.py`), await fileOf(store, run, candidate));
  const used = winners.tried.find(({ kind }) => kind === winners.used);
  const code = used === undefined ? undefined : (await candidateById(store, used.candidate))?.code;
  const router = code == null ? undefined : routedIn(code)?.router;
  if (router !== undefined)
    await writeArtefact(join(folder, 'router.json'), `${JSON.stringify({ router, judged: used }, null, 2)}\n`);
  await writeArtefact(join(folder, 'README.md'), winnersReadme(run.id, winners));
  return folder;
}

function nameOf(candidate: string): string {
  return parseCandidate(candidate).label ?? 'program';
}

/** Writes the run's report, one self-contained page, from what the store holds. */
export async function writeReport(store: Store, runId: string): Promise<string | null> {
  const path = artefactPath(store, runId, 'report.html');
  return path === null ? null : writeArtefact(path, await renderPage(store, await findRun(store, runId)));
}

/** What a candidate was measured at, as far as it was. */
export async function scoresOfCandidate(
  store: Store,
  candidateId: string,
): Promise<Pick<Provenance, 'validation' | 'test'>> {
  const [validation, test] = await Promise.all([
    scoreOf(store, `${candidateId}/validation`),
    scoreOf(store, `${candidateId}/test`),
  ]);
  return { validation, test };
}

async function scoreOf(store: Store, evaluationId: string): Promise<ProvenanceScore | undefined> {
  const row = await evaluationById(store, evaluationId);
  if (row?.summary == null) return undefined;
  const { accuracy, interval, n, status } = JSON.parse(row.summary) as EvaluationSummary;
  return accuracy === null || status === 'stopped' ? undefined : { value: accuracy, interval, n };
}

function artefactPath(store: Store, runId: string, name: string): string | null {
  const folder = runFolder(store, runId);
  return folder === null ? null : join(folder, name);
}

/** @throws {W4sError} `file-unwritable` */
async function writeArtefact(path: string | null, content: string): Promise<string | null> {
  if (path === null) return null;
  const hint = 'Free some space, or write it elsewhere with `w4s report RUN --out FILE`.';
  await writeFileAtomic(path, content, { withFolder: true, hint });
  return path;
}
