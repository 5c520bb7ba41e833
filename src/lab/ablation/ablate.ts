import { join } from 'node:path';
import { makeFolder } from '../../base/make-folder.ts';
import { first, valueUnder } from '../../base/lists.ts';
import { usageError } from '../../base/errors.ts';
import { type Store, openStore, scoresOf } from '../../store/index.ts';
import { writeFileAtomic } from '../../base/write-file.ts';
import { renderStudy } from '../../page/index.ts';
import type { Bill } from '../../run/index.ts';
import { comparisonBill } from './books.ts';
import { type Searched, runCell } from './cell.ts';
import { armResults } from './compare.ts';
import { cellsCsv } from './csv.ts';
import { notesOn } from './notes.ts';
import type { AblationOptions } from './options.ts';
import { comparisonsOf } from './pairs.ts';
import { type Plan, makePlan } from './plan.ts';
import type { AblationResult, Cell } from './result.ts';
import { assertSameItems } from './same-items.ts';
import type { Context, Ended } from './search.ts';

/**
 * Compares meta-agents, and simpler baselines, under the same turns, candidates and validation items, on the sealed
 * test split (W4S, ablations and the comparison with random sampling). Every search is a separately named `optimize`
 * run in the store, so repeating the call continues where it was interrupted and pays for nothing twice.
 *
 * @throws {W4sError} for problems before the first paid call; afterwards see the result's `status`.
 */
export async function ablate(options: AblationOptions): Promise<AblationResult> {
  const plan = await makePlan(options);
  if (plan.storeUrl === ':memory:')
    throw usageError(
      'store-in-memory',
      'Expected a store in a file: the many runs of a comparison find each other through it',
    );
  const store = await openStore(plan.storeUrl);
  try {
    const before = await comparisonBill(store, plan.name);
    const { cells, ended } = await runCells({ store, plan, options });
    await assertSameItems(store, cells, plan.design.dataSeed !== undefined);
    const result = await resultOf(store, plan, { cells, ended, before });
    return { ...result, ...(await writeFiles(store, result)) };
  } finally {
    await store.close();
  }
}

/** Seed by seed with all arms, so that an early end leaves a comparable result. */
async function runCells(context: Context): Promise<{ cells: Cell[]; ended: Ended | undefined }> {
  const { plan } = context;
  const cells: Cell[] = [];
  for (const seed of plan.design.seeds) {
    for (const task of plan.tasks) {
      const searched: Searched[] = [];
      for (const arm of plan.arms) {
        const cell = await runCell(context, { arm, task, seed }, searched);
        if ('reason' in cell) return { cells, ended: cell };
        cells.push(cell);
      }
    }
  }
  return { cells, ended: undefined };
}

interface Outcome {
  cells: Cell[];
  ended: Ended | undefined;
  /** Amount paid in earlier sessions. */
  before: Bill;
}

async function resultOf(
  store: Store,
  { name, executor, tasks, arms: planned, against, design, notes, simulated }: Plan,
  { cells, ended, before }: Outcome,
): Promise<AblationResult> {
  const bill = await comparisonBill(store, name);
  const scores = new Map<Cell, Awaited<ReturnType<typeof scoresOf>>>();
  for (const cell of cells) scores.set(cell, await scoresOf(store, `${cell.testRun}/test`));
  const scoresOfCell = (cell: Cell) => valueUnder(scores, cell);
  const arms = armResults(planned, cells, scoresOfCell);
  const comparisons = comparisonsOf(
    planned.map((arm) => arm.name),
    against,
    cells,
    scoresOfCell,
  );
  const metrics = new Set(tasks.map(({ metric }) => metric));
  return {
    name,
    executor,
    tasks: tasks.map((task) => task.name),
    metric: metrics.size === 1 ? first(tasks).metric : 'score',
    design,
    arms,
    cells,
    comparisons,
    against,
    simulated,
    status: ended?.status ?? 'done',
    reason: ended?.reason ?? null,
    notes: [...notes, ...notesOn(arms, cells, design)],
    paidCalls: bill.calls,
    paidCallsNow: bill.calls - before.calls,
    costUsd: bill.costUsd,
    report: null,
    csv: null,
  };
}

async function writeFiles({ home }: Store, result: AblationResult): Promise<Pick<AblationResult, 'report' | 'csv'>> {
  const folder = join(home ?? '.', 'ablation', result.name);
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
