import { candidateLabel } from '../../base/candidate-id.ts';
import { messageOf } from '../../base/errors.ts';
import { headOf } from '../../base/clip.ts';
import {
  type FailingItem,
  type RunReport,
  evaluationReport,
  guideReport,
  runReport,
  workflowsReport,
} from '../../report/index.ts';
import { type RunEvent, kindOf, readEvents, whyClosed, workersText } from '../../run/index.ts';
import {
  type Run,
  type Store,
  type Submission,
  evaluationsOf,
  hintsOf,
  submissionsOf,
  workersOf,
} from '../../store/index.ts';
import type { RunEventLine, RunView, SubmissionLine } from '../contract.ts';
import { rowsOf } from './rows.ts';

/** Characters of an analysis and of an item's input where many of them are shown. */
const HEAD = 400;
const MOST_EVENTS = 200;

/** All that the page shows of a run at first sight. Works at any time, also while the run goes on. */
export async function runView(store: Store, run: Run): Promise<RunView> {
  const [[row], evaluations, events, hints, submissions, closed, workers] = await Promise.all([
    rowsOf(store, [run]),
    evaluationsOf(store, run.id),
    readEvents(store, run.id),
    hintsOf(store, run.id),
    submissionsOf(store, run.id),
    whyClosed(store, run),
    workersOf(store, run.id),
  ]);
  if (row === undefined) throw new Error(`Expected a line about run \`${run.id}\``);
  const facts = {
    row,
    splits: [...new Set(evaluations.map(({ split }) => split))],
    events: events.slice(-MOST_EVENTS).map(eventLine),
    hints: hints.map(({ text, by, at, turn }) => ({ text, by, at: new Date(at).toISOString(), turn })),
    submissions: submissions.map(submissionLine),
    closed: closed?.message ?? null,
    workers: workersText(workers),
  };
  switch (kindOf(run)) {
    case 'search':
      return { kind: 'search', ...facts, report: slim(await runReport(store, run.id)) };
    case 'workflows': {
      const report = await workflowsReport(store, run);
      return { kind: 'workflows', ...facts, report: { ...report, failingItems: report.failingItems.map(slimItem) } };
    }
    case 'guide':
      return { kind: 'guide', ...facts, report: await guideReport(store, run) };
    case 'evaluation':
    case 'use':
      return { kind: 'evaluation', ...facts, report: await evaluationReport(store, run) };
  }
}

function submissionLine({ by, at, parent_id: parent, turn, slot }: Submission): SubmissionLine {
  return {
    by,
    at: new Date(at).toISOString(),
    from: parent?.split('/').at(-1) ?? null,
    candidate: turn === null || slot === null ? null : candidateLabel({ turn, slot }),
  };
}

/** Texts that are long and many are left for the views of their own. */
function slim(report: RunReport): RunReport {
  return {
    ...report,
    turns: report.turns.map(({ turn, candidates }) => ({
      turn,
      candidates: candidates.map((one) => ({
        ...one,
        code: null,
        parentCode: null,
        analysis: headOf(one.analysis, HEAD),
        error: one.error === null ? null : headOf(one.error, HEAD),
      })),
    })),
    failingItems: report.failingItems.map(slimItem),
  };
}

function slimItem(item: FailingItem): FailingItem {
  return { ...item, input: headOf(item.input, HEAD) };
}

function eventLine({ type, at, data }: RunEvent): RunEventLine {
  return { type, at: new Date(Number(at)).toISOString(), text: textOf(data) };
}

/** What an event says beside its type: whichever of these it has. */
function textOf(data: object): string {
  try {
    const { candidate, text, reason, problem, turn } = data as Record<string, unknown>;
    const label = typeof candidate === 'string' ? candidate.split('/').at(-1) : undefined;
    const numbered = typeof turn === 'number' && label === undefined ? `turn ${turn}` : undefined;
    const parts = [numbered, label, text ?? problem ?? reason].filter((part) => typeof part === 'string');
    return headOf(parts.join(' · '), HEAD);
  } catch (error) {
    return messageOf(error);
  }
}
