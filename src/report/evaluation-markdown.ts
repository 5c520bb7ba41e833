import type { EvaluationReport } from './evaluation-contract.ts';
import { count, duration, interval, percent, ratio, usd } from '../present/index.ts';
import { costs, failures, fenced, head, table } from './markdown.ts';
import { missingSentence } from './missing.ts';
import { capitalised, metricWord } from './wording.ts';

/** An evaluation as GitHub-flavoured Markdown. */
export function renderEvaluationMarkdown(report: EvaluationReport): string {
  const { run, workflow, problems } = report;
  const blocks = [
    ...head(report),
    `## ${capitalised(metricWord(run))}`,
    table([['', ''], ...evaluationFacts(report)], ['left', 'left']),
    ...(problems.length === 0
      ? []
      : [
          '## What failed',
          table(
            [
              ['Item runs', 'Kind', 'Message'],
              ...problems.slice(0, 20).map(({ count: number, kind, message }) => [count(number), kind, message]),
            ],
            ['right', 'left', 'left'],
          ),
        ]),
    ...failures(report),
    ...costs(report),
    ...(workflow.code === null ? [] : ['## Workflow', fenced(workflow.code)]),
  ];
  return `${blocks.join('\n\n')}\n`;
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
    [
      capitalised(metricWord(run)),
      summary === null
        ? null
        : `${percent(summary.accuracy)} ${interval(summary.interval)} on ${count(summary.n)} item runs`,
    ],
    ['Missing', summary === null ? null : missingSentence(summary, problems)],
    ['Calls / item', summary === null ? null : ratio(summary.callsPerItem)],
    ['Cost', summary === null ? null : usd(summary.costUsd)],
    [
      'Latency',
      summary === null
        ? null
        : `p50 ${duration(summary.latencyMs.p50)}, p90 ${duration(summary.latencyMs.p90)}, p99 ${duration(summary.latencyMs.p99)}`,
    ],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== null);
}
