import type { EvaluationSummary } from '../evaluate/contract.ts';
import type { EvaluationReport } from './evaluation-contract.ts';
import { count, dollars, duration, percentWithInterval, ratio } from '../present/index.ts';
import { costs, failures, fenced, head, table } from './markdown.ts';
import { INPUTS } from '../store/index.ts';
import { malformedSentence, missingSentence } from './missing.ts';
import { capitalised, metricWord } from './wording.ts';

/** An evaluation as GitHub-flavoured Markdown. */
export function renderEvaluationMarkdown(report: EvaluationReport): string {
  const { run, workflow, problems } = report;
  const blocks = [
    ...head(report),
    `## ${capitalised(metricWord(run))}`,
    table([['', ''], ...evaluationFacts(report)], ['left', 'left']),
    ...problemTable(problems),
    ...failures(report),
    ...costs(report),
    ...(workflow.code === null ? [] : ['## Workflow', fenced(workflow.code)]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function problemTable(problems: EvaluationReport['problems']): string[] {
  if (problems.length === 0) return [];
  const rows = problems.slice(0, 20).map(({ count: number, kind, message }) => [count(number), kind, message]);
  return ['## What failed', table([['Item runs', 'Kind', 'Message'], ...rows], ['right', 'left', 'left'])];
}

/** What was measured, a name and its text each. */
export function evaluationFacts({
  run,
  workflow,
  split,
  summary,
  cause,
  problems,
}: EvaluationReport): [string, string][] {
  const facts: [string, string | null][] = [
    ['Workflow', workflow.label],
    ['Split', split],
    ['Status', summary?.status ?? run.status],
    ['Cause', cause],
  ];
  if (summary !== null)
    facts.push(
      [capitalised(metricWord(run)), split === INPUTS ? null : scoreText(summary)],
      ['Missing', missingSentence(summary, problems)],
      ['Replies', malformedSentence(summary)],
      ['Calls / item', ratio(summary.callsPerItem)],
      ['Cost', dollars(summary.costUsd)],
      ['Latency', latencyText(summary.latencyMs)],
    );
  return facts.filter((fact): fact is [string, string] => fact[1] !== null);
}

function scoreText(summary: EvaluationSummary): string {
  return `${percentWithInterval(summary.accuracy, summary.interval)} on ${count(summary.n, 'item run')}`;
}

function latencyText({ p50, p90, p99 }: EvaluationSummary['latencyMs']): string {
  return `p50 ${duration(p50)}, p90 ${duration(p90)}, p99 ${duration(p99)}`;
}
