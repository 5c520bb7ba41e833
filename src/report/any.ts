import { type RunKind, kindOf } from '../run/index.ts';
import type { Run, Store } from '../store/index.ts';
import { evaluationCsv } from './evaluation-csv.ts';
import { evaluationReport } from './evaluation-from-store.ts';
import { renderEvaluationMarkdown } from './evaluation-markdown.ts';
import { runReport } from './from-store.ts';
import { toCsv } from './csv.ts';
import { guideCsv, guideReport, renderGuideMarkdown } from './guide.ts';
import { renderMarkdown } from './markdown.ts';
import { workflowsCsv } from './workflows-csv.ts';
import { workflowsReport } from './workflows-from-store.ts';
import { renderWorkflowsMarkdown } from './workflows-markdown.ts';

export type ReportFormat = 'markdown' | 'csv';

type Render = (store: Store, run: Run) => Promise<string>;

const ofEvaluation: Record<ReportFormat, Render> = {
  markdown: async (store, run) => renderEvaluationMarkdown(await evaluationReport(store, run)),
  csv: async (store, run) => evaluationCsv(await evaluationReport(store, run)),
};

const RENDERERS: Record<RunKind, Record<ReportFormat, Render>> = {
  search: {
    markdown: async (store, { id }) => renderMarkdown(await runReport(store, id)),
    csv: async (store, { id }) => toCsv(await runReport(store, id)),
  },
  workflows: {
    markdown: async (store, run) => renderWorkflowsMarkdown(await workflowsReport(store, run)),
    csv: async (store, run) => workflowsCsv(await workflowsReport(store, run)),
  },
  evaluation: ofEvaluation,
  use: ofEvaluation,
  guide: {
    markdown: async (store, run) => renderGuideMarkdown(await guideReport(store, run)),
    csv: async (store, run) => guideCsv(await guideReport(store, run)),
  },
};

/** The report of any run, by what it is to its readers. */
export function renderReport(store: Store, run: Run, format: ReportFormat): Promise<string> {
  return RENDERERS[kindOf(run)][format](store, run);
}
