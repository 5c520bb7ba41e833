import { costs, failures, head, table } from './markdown.ts';
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

/** A run of given workflows as GitHub-flavoured Markdown. */
export function renderWorkflowsMarkdown(report: WorkflowsReport): string {
  const { split, workflows, pairs } = report;
  const looks = looksSentence(report);
  const blocks = [
    ...head(report),
    `## Workflows on the ${split} items`,
    workflows.length === 0
      ? 'None is scored yet.'
      : table([workflowHeadings(report), ...workflows.map(workflowRow)], WORKFLOW_ALIGNMENT),
    ...(pairs.length === 0 ? [] : ['## In pairs', table([[...PAIR_HEADINGS], ...pairs.map(pairRow)], PAIR_ALIGNMENT)]),
    ...(looks === null ? [] : [looks]),
    ...failures(report),
    ...costs(report),
  ];
  return `${blocks.join('\n\n')}\n`;
}
