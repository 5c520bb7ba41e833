import { z } from 'zod';
import { oneLine, printable } from '../base/printable.ts';
import { type CsvColumns, csvTable } from '../present/index.ts';
import { resultOfRun } from '../run/index.ts';
import type { Run, Store } from '../store/index.ts';
import type { RunReport } from './contract.ts';
import { costLines, priceLines } from './costs.ts';
import { readFacts, runFacts } from './facts.ts';
import { openings, testLooks } from './openings.ts';
import { costs, head } from './markdown.ts';

/** All that a report says about the writing of a design guide. It scores nothing. */
export interface GuideReport extends Pick<RunReport, 'run' | 'costs' | 'prices' | 'testOpenings' | 'testLooks'> {
  /** Without the head of its file; `null` where none was written. */
  guide: string | null;
  /** Ids of the searches that it was learnt from. */
  learntFrom: string[];
}

const resultSchema = z.looseObject({ guide: z.string(), learntFrom: z.array(z.string()).default([]) });

export async function guideReport(store: Store, run: Run): Promise<GuideReport> {
  const facts = await readFacts(store, run.id);
  const { guide = null, learntFrom = [] } = resultOfRun(run, resultSchema) ?? {};
  return {
    run: await runFacts(facts),
    guide,
    learntFrom,
    costs: await costLines(store, run.id),
    prices: priceLines(run),
    testOpenings: await openings(facts),
    testLooks: await testLooks(facts),
  };
}

/** The writing of a guide as GitHub-flavoured Markdown; the guide is Markdown itself. */
export function renderGuideMarkdown(report: GuideReport): string {
  const { guide, learntFrom } = report;
  const text = guide === null ? 'No guide was written.' : printable(guide).trim();
  const from = learntFrom.length === 0 ? [] : [oneLine(`Learnt from ${learntFrom.join(', ')}.`)];
  return `${[...head(report), '## Guide', text, ...from, ...costs(report)].join('\n\n')}\n`;
}

const COLUMNS: CsvColumns<GuideReport> = {
  run: ({ run }) => run.id,
  task: ({ run }) => run.task,
  status: ({ run }) => run.status,
  guide: ({ guide }) => guide,
};

/** The writing of a guide as a table of one row. */
export function guideCsv(report: GuideReport): string {
  return csvTable(COLUMNS, [report]);
}
