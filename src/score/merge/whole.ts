import { z } from 'zod';
import { W4sError } from '../../base/errors.ts';
import type { EvaluationSummary } from '../../evaluate/index.ts';
import { configOfRun, resultOfRun } from '../../run/index.ts';
import { type Run, type Store, findAtWork, findSame, lookIn } from '../../store/index.ts';
import type { ScoredSubject } from '../result.ts';
import type { Part, Shards } from './contract.ts';
import { evaluationOfWhole, runOfWhole } from './rows.ts';

/** The run that shards become. */
export interface Whole {
  run: Run;
  evaluationId: string;
  split: string;
  items: number;
  repeats: number;
  /** Whether its answers are kept for itself. */
  isolated: boolean;
  /** Names of the shards that were merged into it to their ends. */
  shards: readonly string[];
  /** Whether it was whole before. */
  hasEnded: boolean;
  subject: ScoredSubject;
}

/** @throws {W4sError} `run-busy` while a process works on a whole evaluation that is there */
export async function assertWholesAtRest(store: Store, groups: readonly Shards[]): Promise<void> {
  const runs = await Promise.all(groups.map(([{ whole }]) => findSame(store, { configHash: whole })));
  const busy = await findAtWork(
    runs.filter((run) => run !== undefined),
    lookIn(store),
  );
  if (busy === undefined) return;
  throw new W4sError('run-busy', `Run \`${busy.id}\` of \`${store.path}\` is being worked on`, {
    hint: `Wait until it ends, or stop it with \`w4s cancel ${busy.id}\`.`,
  });
}

/** The run of the whole evaluation in a store: the one that the same command without `--shard` continues. */
export async function takeWhole(store: Store, parts: Shards): Promise<Whole> {
  const run = await runOfWhole(store, parts);
  const config = configOfRun(run);
  const { items = 0, repeats = 1, shards = [], label = '', workflow = '', executor } = config;
  const simulated = config.simulated === true || parts.some(sawSimulated);
  return {
    run,
    items,
    repeats,
    shards,
    evaluationId: await evaluationOfWhole(store, run, parts),
    split: parts[0].evaluation.split,
    isolated: config.cache === 'fresh',
    hasEnded: run.status === 'done',
    subject: { run: run.id, workflow: label, workflowHash: workflow, task: run.task, executor, shard: null, simulated },
  };
}

interface Ended {
  summary: EvaluationSummary;
  result: object;
  shards: readonly string[];
  missing: readonly string[];
}

/** Writes what it came to. */
export async function endWhole(
  { db }: Store,
  { run, evaluationId }: Whole,
  { summary, result, shards, missing }: Ended,
): Promise<void> {
  const isWhole = missing.length === 0;
  const finished = Date.now();
  await db
    .updateTable('evaluations')
    .set({ status: summary.status, summary: JSON.stringify(summary), finished_at: finished })
    .where('id', '=', evaluationId)
    .execute();
  await db
    .updateTable('runs')
    .set({
      status: isWhole ? 'done' : 'interrupted',
      reason: isWhole ? null : missingText(missing),
      result: JSON.stringify(result),
      config: JSON.stringify({ ...(JSON.parse(run.config) as object), shards }),
      finished_at: finished,
    })
    .where('id', '=', run.id)
    .execute();
}

/** Most shards that are named. */
const MOST_NAMED = 20;

/** What to do about shards that are not there, or not to their end. */
export function missingText(missing: readonly string[]): string {
  const named = missing.length > MOST_NAMED ? [...missing.slice(0, MOST_NAMED), '...'] : missing;
  return (
    `Missing: ${missing.length === 1 ? 'shard' : 'shards'} ${named.join(', ')}. Evaluate and merge what is missing, ` +
    'or give the same `w4s eval` command with this store and `--shard off`.'
  );
}

const simulatedSchema = z.looseObject({ simulated: z.boolean().optional() });

/** A model may have said so in a reply alone. */
function sawSimulated({ run }: Part): boolean {
  return resultOfRun(run, simulatedSchema)?.simulated === true;
}
