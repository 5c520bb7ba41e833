import { join } from 'node:path';
import { makeFolder } from '../../base/make-folder.ts';
import { first } from '../../base/lists.ts';
import { usageError } from '../../base/errors.ts';
import { readOptions } from '../../base/read-options.ts';
import { type Store, openStore, resultFolder, scoresOf } from '../../store/index.ts';
import { writeFileAtomic } from '../../base/write-file.ts';
import { renderStudy } from '../../page/index.ts';
import { type Bill, runLimits } from '../../run/index.ts';
import { studyBill } from './books.ts';
import { type Searched, runCell } from './cell.ts';
import { armResults } from './compare.ts';
import type { Study, StudyOptions } from './contract.ts';
import { cellsCsv } from './csv.ts';
import { notesOn } from './notes.ts';
import { comparisonsOf } from './pairs.ts';
import type { Context, Ended } from './place.ts';
import { type Plan, makePlan } from './plan.ts';
import { ranksOf } from './ranks.ts';
import type { Cell, StudyResult } from './result.ts';
import { assertSameItems } from './same-items.ts';
import { scoresByCell } from './scores.ts';

/**
 * Compares arms on blocks of tasks and executors, seed by seed, under the same budget and on the sealed test split.
 * Every search is a separately named `optimize` run in the store, so repeating the call continues where it was
 * interrupted and pays for nothing twice.
 *
 * @throws {W4sError} for problems before the first paid call; afterwards see the result's `status`.
 */
export async function runStudy(study: Study, given: StudyOptions): Promise<StudyResult> {
  const options = { ...given, ...readOptions(runLimits, given) };
  const plan = await makePlan(study, options);
  if (plan.storeUrl === ':memory:')
    throw usageError(
      'store-in-memory',
      'Expected a store in a file: the many runs of a comparison find each other through it',
    );
  const store = await openStore(plan.storeUrl);
  try {
    const before = await studyBill(store, plan);
    const done = await runCells({ store, plan, options: { ...options, judge: study.judge } });
    await assertSameItems(store, done.cells, plan);
    const result = await resultOf(store, plan, { ...done, before });
    return { ...result, ...(await writeFiles(store, result)) };
  } finally {
    await store.close();
  }
}

interface Done {
  cells: Cell[];
  ended: Ended | undefined;
  searchesSaved: number;
}

/** Seed by seed with all arms, so that an early end leaves a comparable result. */
async function runCells(context: Context): Promise<Done> {
  const { plan } = context;
  const done: Done = { cells: [], ended: undefined, searchesSaved: 0 };
  for (const seed of plan.design.seeds) {
    for (const block of plan.blocks) {
      const searched: Searched[] = [];
      for (const arm of plan.arms) {
        const cell = await runCell(context, { arm, block, seed }, searched);
        if ('reason' in cell) return { ...done, ended: cell };
        done.cells.push(cell);
      }
      done.searchesSaved += searched.filter(({ saved }) => saved).length;
    }
  }
  return done;
}

interface Outcome extends Done {
  /** Amount paid in earlier sessions. */
  before: Bill;
}

async function resultOf(
  store: Store,
  plan: Plan,
  { cells, ended, searchesSaved, before }: Outcome,
): Promise<StudyResult> {
  const { kind, name, executors, blocks, arms: planned, pairs, against, design, notes, simulated } = plan;
  const bill = await studyBill(store, plan);
  const scoresOfCell = await scoresByCell(cells, (id) => scoresOf(store, id));
  const arms = armResults(planned, cells, scoresOfCell);
  const metrics = new Set(blocks.map(({ task }) => task.metric));
  return {
    kind,
    name,
    executors: executors.map((one) => ({ name: one.name, model: one.id })),
    executor: executors.map(({ id }) => id).join(', '),
    tasks: [...new Set(blocks.map(({ task }) => task.name))],
    metric: metrics.size === 1 ? first(blocks).task.metric : 'score',
    design,
    arms,
    cells,
    comparisons: comparisonsOf(pairs, cells, scoresOfCell),
    ranks: ranksOf(
      planned.map((arm) => arm.name),
      cells,
    ),
    against,
    simulated,
    status: ended?.status ?? 'done',
    reason: ended?.reason ?? null,
    notes: [...notes, ...notesOn(kind, arms, cells, design)],
    searchesSaved,
    paidCalls: bill.calls,
    paidCallsNow: bill.calls - before.calls,
    costUsd: bill.costUsd,
    report: null,
    csv: null,
  };
}

async function writeFiles(store: Store, result: StudyResult): Promise<Pick<StudyResult, 'report' | 'csv'>> {
  const folder = resultFolder(store, result.kind, result.name) ?? '.';
  await makeFolder(folder);
  await writeFileAtomic(join(folder, 'result.json'), JSON.stringify(result));
  return {
    report: await replaced(join(folder, 'report.html'), renderStudy(result.name, result)),
    csv: await replaced(join(folder, 'cells.csv'), cellsCsv(result.cells)),
  };
}

async function replaced(file: string, text: string): Promise<string> {
  await writeFileAtomic(file, text);
  return file;
}
