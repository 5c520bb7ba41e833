import { z } from 'zod';
import { resultOfRun } from '../run/index.ts';
import type { Run } from '../store/index.ts';
import type { WorkflowPair } from './workflows-contract.ts';

const difference = z
  .looseObject({
    items: z.number(),
    difference: z.number(),
    interval: z.looseObject({ low: z.number(), high: z.number() }),
    p: z.number(),
    pHolm: z.number(),
  })
  .nullable();
const named = z.looseObject({ name: z.string() });

/** Of `baselines`: each against the first, and against its vote. Of `transfer`: each winner against its start. */
const resultSchema = z.looseObject({
  name: z.string().optional(),
  rows: z.array(named.extend({ againstDirect: difference, vote: named.extend({ difference }).nullable() })).default([]),
  cells: z.array(z.looseObject({ scored: named, start: named, difference })).default([]),
});

/** The comparisons of a run of given workflows, from its result. */
export function pairsOf(run: Run): WorkflowPair[] {
  const { rows = [], cells = [] } = resultOfRun(run, resultSchema) ?? {};
  const first = rows[0]?.name ?? '';
  return [
    ...rows.flatMap((row) => pairOf(row.name, first, row.againstDirect)),
    ...rows.flatMap(({ name, vote }) => (vote === null ? [] : pairOf(name, vote.name, vote.difference))),
    ...cells.flatMap((cell) => pairOf(cell.scored.name, cell.start.name, cell.difference)),
  ];
}

/** The name of the transfer that a run is a part of; `null` for another run, and before its end. */
export function transferOf(run: Run): string | null {
  return run.command === 'transfer' ? (resultOfRun(run, resultSchema)?.name ?? null) : null;
}

function pairOf(workflow: string, against: string, pair: z.output<typeof difference>): WorkflowPair[] {
  if (pair === null) return [];
  const { items, difference: points, interval, p, pHolm } = pair;
  return [{ workflow, against, items, difference: points, interval, p, pHolm }];
}
