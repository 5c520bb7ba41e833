import type { Kysely, Migration } from 'kysely';

/** Every change of the schema, in order. Portable: text, integer (64 bit) and real columns only. */
export const migrations: Record<string, Migration> = {
  '0001-initial': { up: initial },
  '0002-unusable-completions': { up: (db) => db.schema.alterTable('item_results').addColumn('unusable', 'bigint').execute() },
  '0003-server-traits': { up: (db) => createTable(db, 'server_traits', 'key* traits learnt_at:int') },
};

async function initial(db: Kysely<any>): Promise<void> { // oxlint-disable-line typescript/no-explicit-any -- kysely's own type of a migration
  const table = (name: string, columns: string): Promise<void> => createTable(db, name, columns);
  await table('runs', 'id* name? command task status reason? config config_hash prices winner_id? result? owner? heartbeat_at:int? cancel_requested:int created_at:int finished_at:int?');
  await table('candidates', 'id* run_id turn:int slot:int parent_id? status analysis code? raw_code? code_hash? repairs:int problem? accuracy:real? reward:real? feedback? advanced:int evaluation_id? created_at:int');
  await table('actions', 'candidate_id* attempt:int* run_id messages completion outcome tokens? logprobs? model prompt_tokens:int completion_tokens:int cost_usd:real? problem? created_at:int');
  await table('evaluations', 'id* run_id candidate_id? workflow_hash label task split phase repeats:int planned:int status summary? created_at:int finished_at:int?');
  await table('items', 'run_id* split* item_id* input target?');
  await table('item_results', 'evaluation_id* item_id* repeat:int* score:real? answer note? failure_kind? failure? calls:int prompt_tokens:int completion_tokens:int cost_usd:real? wall_ms:real stdout');
  await table('requests', 'key* model request created_at:int');
  await table('samples', 'key* sample:int* data created_at:int');
  await table('calls', 'id* run_id role phase candidate_id? item_id? model requests:int completions:int cached_completions:int prompt_tokens:int completion_tokens:int cost_usd:real? latency_ms:real error? at:int');
  await table('events', 'run_id* seq:int* at:int type data');
  await table('findings', 'code_hash* run_id* rule* line:int* detail* severity created_at:int');
  await table('approvals', 'code_hash* decision by note? at:int');
  await table('openings', 'run_id* evaluation_id* split reason at:int');
  await table('models', 'name* base method status path options dataset card? reason? created_at:int finished_at:int?');
  await table('training_steps', 'model* step:int* loss:real? lr:real? tokens_per_s:real? at:int');
  for (const [name, columns] of [['candidates', ['run_id']], ['evaluations', ['run_id']], ['calls', ['run_id']], ['requests', ['model']]] as const) {
    await db.schema.createIndex(`${name}_by_${columns.join('_')}`).on(name).columns([...columns]).execute();
  }
}

/** A table from a compact description: `name[:type][?|*]`, `?` nullable, `*` part of the primary key. */
async function createTable(db: Kysely<any>, name: string, description: string): Promise<void> { // oxlint-disable-line typescript/no-explicit-any -- as above
  const keys: string[] = [];
  let builder = db.schema.createTable(name);
  for (const column of description.split(' ')) {
    const [, columnName, type, mark] = /^(\w+)(?::(\w+))?([?*]?)$/.exec(column)!;
    if (mark === '*') keys.push(columnName!);
    const dataType = type === 'int' ? 'bigint' : type === 'real' ? 'double precision' : 'text';
    builder = builder.addColumn(columnName!, dataType, (c) => (mark === '?' ? c : c.notNull()));
  }
  await builder.addPrimaryKeyConstraint(`${name}_key`, keys as never).execute();
}
