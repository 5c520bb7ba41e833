import { type Compilable, type Kysely, sql } from 'kysely';

// oxlint-disable-next-line typescript/no-explicit-any -- each migration sees the schema of its time
type AnyDatabase = any;
type Migration = (db: Kysely<AnyDatabase>) => Compilable[];

/**
 * Every change of the schema, in order; a store's version is how many it has seen. Portable: text, integer (64 bit)
 * and real columns only.
 */
export const migrations: readonly Migration[] = [
  initial,
  second,
  third,
  fourth,
  publishedVersions,
  sealedNotes,
  hints,
  decisionHistory,
  submissions,
  previousCandidate,
  toolResults,
  workers,
  askedByWorkers,
];

const FIRST_TABLES: Readonly<Record<string, string>> = {
  runs: `
    id* name? command task status reason? config config_hash prices winner_id? result? owner?
    heartbeat_at:int? cancel_requested:int created_at:int finished_at:int?`,
  candidates: `
    id* run_id turn:int slot:int parent_id? status analysis code? raw_code? code_hash? repairs:int
    problem? accuracy:real? reward:real? feedback? advanced:int evaluation_id? created_at:int`,
  actions: `
    candidate_id* attempt:int* run_id messages completion outcome tokens? logprobs? model
    prompt_tokens:int completion_tokens:int cost_usd:real? problem? created_at:int`,
  evaluations: `
    id* run_id candidate_id? workflow_hash label task split phase repeats:int planned:int status
    summary? created_at:int finished_at:int?`,
  items: 'run_id* split* item_id* input target?',
  item_results: `
    evaluation_id* item_id* repeat:int* score:real? answer note? failure_kind? failure? calls:int
    prompt_tokens:int completion_tokens:int cost_usd:real? wall_ms:real stdout`,
  requests: 'key* model request created_at:int',
  samples: 'key* sample:int* data created_at:int',
  calls: `
    id* run_id role phase candidate_id? item_id? model requests:int completions:int
    cached_completions:int prompt_tokens:int completion_tokens:int cost_usd:real? latency_ms:real error?
    at:int`,
  events: 'run_id* seq:int* at:int type data',
  findings: 'code_hash* run_id* rule* line:int* detail* severity created_at:int',
  approvals: 'code_hash* decision by note? at:int',
  openings: 'run_id* evaluation_id* split reason at:int',
  models: 'name* base method status path options dataset card? reason? created_at:int finished_at:int?',
  training_steps: 'model* step:int* loss:real? lr:real? tokens_per_s:real? at:int',
};

/** Where the first version of this program kept the names of its migrations. */
export const OLD_MIGRATION_TABLE = 'kysely_migration';
export const OLD_MIGRATION_TABLES = [OLD_MIGRATION_TABLE, 'kysely_migration_lock'];

/** `if not exists`, since the first version of this program could be killed between two of them. */
function initial(db: Kysely<AnyDatabase>): Compilable[] {
  const indexes = [
    ['candidates', 'run_id'],
    ['evaluations', 'run_id'],
    ['calls', 'run_id'],
    ['requests', 'model'],
  ] as const;
  return [
    ...Object.entries(FIRST_TABLES).map(([name, columns]) => table(db, name, columns)),
    ...indexes.map(([name, column]) =>
      db.schema.createIndex(`${name}_by_${column}`).ifNotExists().on(name).column(column),
    ),
  ];
}

/**
 * Calls under way are on record, with what servers were found to refuse; openings of a test split are told apart by its
 * items, and completions without use are counted.
 */
function second(db: Kysely<AnyDatabase>): Compilable[] {
  const task = db.selectFrom('runs').select('runs.task').whereRef('runs.id', '=', 'openings.run_id');
  return [
    ...OLD_MIGRATION_TABLES.map((name) => db.schema.dropTable(name).ifExists()),
    table(
      db,
      'intents',
      `key* sample:int* id run_id role phase candidate_id? item_id? model
        prompt_tokens:int completion_tokens:int cost_usd:real? owner at:int seen_at:int`,
    ),
    db.schema.createIndex('intents_by_run_id').on('intents').column('run_id'),
    table(db, 'server_traits', 'key* traits learnt_at:int'),
    db.schema.alterTable('item_results').addColumn('unusable', 'bigint'),
    db.schema.alterTable('openings').addColumn('task', 'text'),
    db.schema.alterTable('openings').addColumn('split_hash', 'text'),
    db.updateTable('openings').set({ task }),
    db.schema.createIndex('openings_by_task').on('openings').column('task'),
  ];
}

/** What happened on an item is kept, with replies that were not what was asked for. */
function third(db: Kysely<AnyDatabase>): Compilable[] {
  return [
    db.schema.alterTable('item_results').addColumn('malformed', 'bigint'),
    db.schema.alterTable('item_results').addColumn('missing_keys', 'bigint'),
    db.schema.alterTable('item_results').addColumn('trace', 'text'),
  ];
}

/**
 * Actions name the state that they were taken in, and the one before it. In what is there by now states were turns: a
 * candidate `run/t03c1` was written in `run/t03`, and a trajectory began at turn 1 and after every `horizon` turns. An
 * action whose names are not of this kind keeps none.
 */
function fourth(db: Kysely<AnyDatabase>): Compilable[] {
  const candidate = sql`rtrim(candidate_id, '0123456789')`; // run/t03c
  const before = sql`cast(substr(state_id, length(run_id) + 3) as integer) - 1`; // 2 of run/t03
  const horizon = sql`(select case when json_valid(config) then json_extract(config, '$.settings.horizon') end
    from runs where runs.id = actions.run_id)`;
  return [
    db.schema.alterTable('actions').addColumn('state_id', 'text'),
    db.schema.alterTable('actions').addColumn('parent_state_id', 'text'),
    db
      .updateTable('actions')
      .set({ state_id: sql`substr(${candidate}, 1, length(${candidate}) - 1)` })
      .where(sql<boolean>`candidate_id like run_id || '/t%c%'`),
    db
      .updateTable('actions')
      .set({ parent_state_id: sql`run_id || '/t' || case when ${before} < 10 then '0' else '' end || (${before})` })
      .where(sql<boolean>`${before} > 0 and coalesce((${before}) % ${horizon}, 1) <> 0`),
  ];
}

/** A person may advise the meta-agent. */
function hints(db: Kysely<AnyDatabase>): Compilable[] {
  return [
    table(db, 'hints', 'id* run_id text by at:int turn:int?'),
    db.schema.createIndex('hints_by_run_id').on('hints').column('run_id'),
  ];
}

/** A decision about a text no longer replaces the one before it. */
function decisionHistory(db: Kysely<AnyDatabase>): Compilable[] {
  const decided = ['code_hash', 'decision', 'by', 'note', 'at'] as const;
  return [
    table(db, 'decisions', 'code_hash* number:int* decision by note? at:int'),
    db
      .insertInto('decisions')
      .columns(['number', ...decided])
      .expression(db.selectFrom('approvals').select([sql`1`.as('number'), ...decided])),
    db.schema.dropTable('approvals'),
  ];
}

/** A person may write a candidate. */
function submissions(db: Kysely<AnyDatabase>): Compilable[] {
  return [
    table(db, 'submissions', 'id* run_id code parent_id? by at:int turn:int? slot:int?'),
    db.schema.createIndex('submissions_by_run_id').on('submissions').column('run_id'),
    db.schema.alterTable('candidates').addColumn('written_by', 'text'),
  ];
}

/** Candidates name what they were to improve on: where states branch, it is not what the turn before ended with. */
function previousCandidate(db: Kysely<AnyDatabase>): Compilable[] {
  return [db.schema.alterTable('candidates').addColumn('previous_id', 'text')];
}

/** Workflows call tools. */
function toolResults(db: Kysely<AnyDatabase>): Compilable[] {
  const columns = `
    run_id* code_hash* item_id* repeat:int* call* occurrence:int* tool text is_error:int created_at:int`;
  return [table(db, 'tool_results', columns), db.schema.alterTable('item_results').addColumn('tools', 'text')];
}

/** Processes run items of other processes' runs, and pay for them within the same caps. */
function workers(db: Kysely<AnyDatabase>): Compilable[] {
  return [
    table(db, 'offers', 'run_id* work seen_at:int'),
    table(db, 'workers', 'id* run_id* owner state reason? places:int seen_at:int'),
    table(db, 'spending', 'run_id* cost_usd:real completions:int'),
  ];
}

/** What the executor is asked for is counted over processes. */
function askedByWorkers(db: Kysely<AnyDatabase>): Compilable[] {
  return [
    table(db, 'asked', 'evaluation_id* item_id* repeat:int* run_id calls:int settled:int counted:int owner'),
    db.schema
      .createIndex('asked_in_flight')
      .on('asked')
      .column('run_id')
      .where(sql<boolean>`calls > settled`),
    db.schema.alterTable('spending').addColumn('asked', 'bigint', (column) => column.notNull().defaultTo(0)),
  ];
}

/** Workflows have names and versions. */
function publishedVersions(db: Kysely<AnyDatabase>): Compilable[] {
  const columns = `
    name* version:int* id code_hash code kind task? executor? scores origin review? approved_by note?
    created_at:int`;
  return [table(db, 'versions', columns)];
}

/** With what notes of the scorers that come with w4s begin, which quote answers alone. */
const OUR_NOTES = [
  'read as ',
  'the answer holds no number',
  'the answer names no option',
  'the answer is empty',
  'the judge said ',
  'all tests passed',
  'a test failed',
  'the solution ',
  'the tests ',
];

/**
 * Notes of other scorers on test items, and what any said where it failed on one, could quote the gold and were kept
 * all the same.
 */
function sealedNotes(db: Kysely<AnyDatabase>): Compilable[] {
  const ours = OUR_NOTES.map((words) => `note like '${words}%'`).join(' or ');
  const results = db
    .updateTable('item_results')
    .where(sql<boolean>`evaluation_id in (select id from evaluations where split = 'test')`);
  const scorer = results.where(sql<boolean>`failure_kind = 'scorer'`);
  const blamed = results.where(sql<boolean>`failure like '%"The scorer can''t read the answer: %'`);
  return [
    results.where(sql<boolean>`note is not null and not (${sql.raw(ours)})`).set({ note: sql`null` }),
    scorer.set({ failure: sql`'{"kind":"scorer","message":"what the scorer said was not kept"}'` }),
    blamed.set({ failure: sql`'{"kind":"invalid-answer","message":"The scorer can''t read the answer"}'` }),
  ];
}

const DATA_TYPES = { int: 'bigint', real: 'double precision', text: 'text' } as const;

/** A table from a compact description: `name[:type][?|*]`, `?` nullable, `*` part of the primary key. */
function table(db: Kysely<AnyDatabase>, name: string, description: string): Compilable {
  const keys: string[] = [];
  let builder = db.schema.createTable(name).ifNotExists();
  for (const column of description.trim().split(/\s+/)) {
    const [columnName = '', type = 'text'] = column.replace(/[?*]$/, '').split(':');
    if (column.endsWith('*')) keys.push(columnName);
    builder = builder.addColumn(columnName, DATA_TYPES[type as keyof typeof DATA_TYPES], (definition) =>
      column.endsWith('?') ? definition : definition.notNull(),
    );
  }
  return builder.addPrimaryKeyConstraint(`${name}_key`, keys as never);
}

/** Names of the tables that a store of the first version has, whole or half-made. */
export const FIRST_TABLE_NAMES: readonly string[] = Object.keys(FIRST_TABLES);
