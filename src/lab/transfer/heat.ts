import type { TransferCell, TransferResult } from './contract.ts';

/** How strongly a cell is coloured: 0 for no difference, 4 from 30 points on. */
export type HeatLevel = 0 | 1 | 2 | 3 | 4;

/** One square of the heat map. */
export interface HeatCell {
  /** `null` where nothing can be said. */
  difference: number | null;
  level: HeatLevel;
  direction: 'better' | 'worse' | 'even';
  /** Whether p, adjusted for all cells, is below 0.05. */
  isSignificant: boolean;
  cell: TransferCell;
}

/** A winner with an executor, over the tasks. */
export interface HeatRow {
  winner: string;
  executor: string;
  /** In the order of `tasks`; `left-out` where the winner can't work, `null` where nothing was scored. */
  cells: (HeatCell | 'left-out' | null)[];
}

export interface HeatMap {
  tasks: string[];
  rows: HeatRow[];
}

const SIGNIFICANT = 0.05;
/** From so much on, in fractions, a cell has the next level. */
const STEPS = [0.005, 0.05, 0.15, 0.3] as const;

/** Differences to the starts: a row for each winner with each executor, a column for each task. */
export function heatMap({ winners, tasks, executors, cells, leftOut }: TransferResult): HeatMap {
  const columns = [...new Set([...tasks.map(({ name }) => name), ...leftOut.map(({ task }) => task)])];
  const at = (winner: string, executor: string, task: string): HeatRow['cells'][number] => {
    const cell = cells.find((one) => one.winner === winner && one.executor === executor && one.task === task);
    if (cell !== undefined) return heatOf(cell);
    return leftOut.some((one) => one.winner === winner && one.task === task) ? 'left-out' : null;
  };
  const rows = winners.flatMap(({ name: winner }) =>
    executors.map((executor) => ({ winner, executor, cells: columns.map((task) => at(winner, executor, task)) })),
  );
  return { tasks: columns, rows };
}

export function heatOf(cell: TransferCell): HeatCell {
  const difference = cell.difference?.difference ?? null;
  const level = STEPS.filter((step) => Math.abs(difference ?? 0) >= step - 1e-9).length as HeatLevel;
  return {
    difference,
    level,
    direction: directionOf(level, difference ?? 0),
    isSignificant: cell.difference !== null && cell.difference.pHolm < SIGNIFICANT,
    cell,
  };
}

function directionOf(level: HeatLevel, difference: number): HeatCell['direction'] {
  if (level === 0) return 'even';
  return difference > 0 ? 'better' : 'worse';
}
