import { first } from '../../base/lists.ts';
import { configOfRun } from '../../run/index.ts';
import { type Evaluation, type Run, type Store, findSame, runIdOf } from '../../store/index.ts';
import { labelOfShard } from '../shard.ts';
import type { Part } from './contract.ts';

/** The run that shards become, made where the store has none: as the command without `--shard` would have made it. */
export async function runOfWhole(store: Store, parts: readonly Part[]): Promise<Run> {
  const { whole, run } = first(parts);
  const known = await findSame(store, { configHash: whole });
  if (known !== undefined) return known;
  const { silentMs: _silent, ...shard } = run;
  const row = {
    ...shard,
    id: runIdOf(run.task, whole),
    config: JSON.stringify(configOfWhole(first(parts))),
    config_hash: whole,
    status: 'interrupted' as const,
    reason: null,
    result: null,
    owner: null,
    heartbeat_at: null,
    cancel_requested: 0,
    created_at: Math.min(...parts.map((part) => Number(part.run.created_at))),
    finished_at: null,
  };
  await store.db
    .insertInto('runs')
    .values(row)
    .onConflict((c) => c.doNothing()) // another merge may have been faster
    .execute();
  return (await findSame(store, { configHash: whole })) ?? { ...row, silentMs: null };
}

/** Its evaluation, likewise. @returns its id */
export async function evaluationOfWhole({ db }: Store, run: Run, parts: readonly Part[]): Promise<string> {
  const { evaluation } = first(parts);
  const { items = 0, repeats = 1, label = evaluation.label } = configOfRun(run);
  const row: Evaluation = {
    ...evaluation,
    id: `${run.id}/${evaluation.split}`,
    run_id: run.id,
    label,
    planned: items * repeats,
    status: 'running',
    summary: null,
    created_at: Math.min(...parts.map((part) => Number(part.evaluation.created_at))),
    finished_at: null,
  };
  await db
    .insertInto('evaluations')
    .values(row)
    .onConflict((c) => c.doNothing())
    .execute();
  return row.id;
}

function configOfWhole({ run, shard }: Part): object {
  const { shard: _shard, whole: _whole, ...config } = JSON.parse(run.config) as Record<string, unknown>;
  const [label, end] = [String(config.label), labelOfShard('', shard)];
  return { ...config, label: label.endsWith(end) ? label.slice(0, -end.length) : label };
}
