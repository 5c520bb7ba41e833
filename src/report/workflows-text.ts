import { oneLine } from '../base/printable.ts';
import { columns } from '../present/index.ts';
import { costs, head } from './text.ts';
import { looksSentence } from './wording.ts';
import {
  PAIR_ALIGNMENT,
  PAIR_HEADINGS,
  WORKFLOW_ALIGNMENT,
  pairRow,
  workflowHeadings,
  workflowRow,
} from './workflow-row.ts';
import type { WorkflowsReport } from './workflows-contract.ts';

/** A run of given workflows for the terminal, also while it goes on. */
export function renderWorkflowsText(report: WorkflowsReport): string {
  const blocks = [head(report), scores(report), pairs(report), costs(report), remarks(report)];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function scores(report: WorkflowsReport): string[] {
  const { workflows, split, run } = report;
  if (workflows.length === 0) return ['No workflow is scored yet.'];
  const soFar = run.status === 'done' ? '' : ', as far as it came';
  return [
    `On the ${split} items${soFar}:`,
    ...columns([workflowHeadings(report), ...workflows.map(workflowRow)], WORKFLOW_ALIGNMENT),
  ];
}

function pairs({ pairs: all }: WorkflowsReport): string[] {
  return all.length === 0 ? [] : columns([[...PAIR_HEADINGS], ...all.map(pairRow)], PAIR_ALIGNMENT);
}

function remarks(report: WorkflowsReport): string[] {
  const looks = looksSentence(report);
  return [
    ...report.workflows.flatMap(({ name, problem }) => (problem === null ? [] : [oneLine(`${name}: ${problem}`, 240)])),
    ...(looks === null ? [] : [looks]),
  ];
}
