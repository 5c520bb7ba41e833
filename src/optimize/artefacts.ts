import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { renderHtml } from '../report/index.ts';
import { runReport } from '../report/from-store.ts';
import type { Store } from '../store/index.ts';
import { renderWorkflowFile } from '../workflow/index.ts';
import type { Plan } from './plan.ts';
import type { Measured } from './result.ts';

export interface ExportOptions {
  store: Store;
  runId: string;
  code: string;
  plan: Plan;
  validation: Measured;
  test: Measured | null;
}

/** Writes the winner as a Python file that states where it comes from. @returns its path; `null` for a store in memory. */
export async function exportWinner({ store, runId, code, plan, validation, test }: ExportOptions): Promise<string | null> {
  const score = ({ accuracy, interval, n }: Measured) => ({ value: accuracy ?? 0, interval, n });
  return writeArtefact(store, runId, 'winner.py', renderWorkflowFile({
    code,
    provenance: {
      run: runId, task: plan.task.name, executor: plan.executor, metaAgent: plan.meta, date: new Date().toISOString(),
      validation: score(validation), ...(test === null ? {} : { test: score(test) }),
    },
  }));
}

/** Writes the run's report, one self-contained page, from what the store holds. */
export async function writeReport(store: Store, runId: string): Promise<string | null> {
  return writeArtefact(store, runId, 'report.html', renderHtml(await runReport(store, runId)));
}

/** Beside the store, in a folder of the run. Replaces the file in one step, so that no half file is ever seen. */
async function writeArtefact(store: Store, runId: string, name: string, content: string): Promise<string | null> {
  if (store.path === ':memory:') return null;
  const folder = join(dirname(store.path), 'runs', runId);
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  await writeFile(`${path}.part`, content);
  await rename(`${path}.part`, path);
  return path;
}
