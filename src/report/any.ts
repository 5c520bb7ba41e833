import { hasCandidates } from '../run/index.ts';
import type { Run, Store } from '../store/index.ts';
import { evaluationCsv } from './evaluation-csv.ts';
import { evaluationReport } from './evaluation-from-store.ts';
import { renderEvaluationMarkdown } from './evaluation-markdown.ts';
import { runReport } from './from-store.ts';
import { toCsv } from './csv.ts';
import { renderMarkdown } from './markdown.ts';

export type ReportFormat = 'markdown' | 'csv';

const OF_RUN = { markdown: renderMarkdown, csv: toCsv };
const OF_EVALUATION = { markdown: renderEvaluationMarkdown, csv: evaluationCsv };

/** The report of any run, by what its command was: a search, or the work of one workflow. */
export async function renderReport(store: Store, run: Run, format: ReportFormat): Promise<string> {
  return hasCandidates(run)
    ? OF_RUN[format](await runReport(store, run.id))
    : OF_EVALUATION[format](await evaluationReport(store, run));
}
