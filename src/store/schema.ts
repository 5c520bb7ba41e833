import type { ColumnType } from 'kysely';

/** The tables. JSON is kept as text and times as milliseconds since 1970, so that SQLite and PostgreSQL agree. */
export interface Database {
  runs: RunsTable;
  candidates: CandidatesTable;
  actions: ActionsTable;
  evaluations: EvaluationsTable;
  items: ItemsTable;
  item_results: ItemResultsTable;
  requests: RequestsTable;
  samples: SamplesTable;
  calls: CallsTable;
  events: EventsTable;
  findings: FindingsTable;
  decisions: DecisionsTable;
  hints: HintsTable;
  submissions: SubmissionsTable;
  openings: OpeningsTable;
  intents: IntentsTable;
  models: ModelsTable;
  training_steps: TrainingStepsTable;
  server_traits: ServerTraitsTable;
  versions: VersionsTable;
  tool_results: ToolResultsTable;
  offers: OffersTable;
  workers: WorkersTable;
  spending: SpendingTable;
  asked: AskedTable;
}

export type RunStatus = 'running' | 'done' | 'stopped' | 'interrupted' | 'cancelled' | 'failed';

export interface RunsTable {
  id: string;
  name: string | null;
  command: string;
  task: string;
  status: RunStatus;
  /** Why it ended, for a person. */
  reason: string | null;
  config: string;
  /** Of what must be equal for the same command to continue this run. */
  config_hash: string;
  prices: string;
  winner_id: string | null;
  /** The command's result, JSON. */
  result: string | null;
  /** Identity of the process at work, and which of its claims it is: `host:pid:birth:nonce`. */
  owner: string | null;
  heartbeat_at: number | null;
  cancel_requested: number;
  created_at: number;
  finished_at: number | null;
}

/** `held`: waits for a person's review; `skipped`: no working program after all repairs. */
export type CandidateStatus = 'proposed' | 'held' | 'skipped' | 'scored' | 'inconclusive' | 'stopped';

export interface CandidatesTable {
  /** `run/t01c0`; the start is `run/t00c0`. */
  id: string;
  run_id: string;
  turn: number;
  slot: number;
  parent_id: string | null;
  status: CandidateStatus;
  analysis: string;
  /** What is evaluated; null where no program was found. */
  code: string | null;
  /** What was first proposed, when a repair changed it. */
  raw_code: string | null;
  code_hash: string | null;
  repairs: number;
  /** Why it was skipped or held. */
  problem: string | null;
  accuracy: number | null;
  reward: number | null;
  /** The candidate whose score a reward of 0.5 had to exceed; null for none, and in what an older version wrote. */
  previous_id: string | null;
  feedback: string | null;
  /** 1 for the candidate that advanced the state. */
  advanced: number;
  evaluation_id: string | null;
  created_at: number;
  /** The person who wrote it; null for what the meta-agent wrote, and for workflows that the search started from. */
  written_by: string | null;
}

/**
 * One completion of the meta-agent: attempt 0 is the action, the others are its repairs. A trajectory is these
 * rows in order.
 */
export interface ActionsTable {
  candidate_id: string;
  attempt: number;
  run_id: string;
  /** The state that the action was taken in: `run/t01`; null in an older row that names no candidate. */
  state_id: ColumnType<string | null, string>;
  /** The state before that one in its trajectory; null where a trajectory begins. */
  parent_state_id: string | null;
  messages: string;
  completion: string;
  outcome: string;
  tokens: string | null;
  logprobs: string | null;
  model: string;
  prompt_tokens: number;
  completion_tokens: number;
  cost_usd: number | null;
  /** What was wrong with it: the text the next attempt answers; null when it passed the trial. */
  problem: string | null;
  created_at: number;
}

export interface EvaluationsTable {
  id: string;
  run_id: string;
  candidate_id: string | null;
  workflow_hash: string;
  label: string;
  task: string;
  split: string;
  phase: string;
  repeats: number;
  planned: number;
  status: string;
  /** EvaluationSummary, JSON, once it ended. */
  summary: string | null;
  created_at: number;
  finished_at: number | null;
}

/** What the items of a run ask, so that its report needs no data file. */
export interface ItemsTable {
  run_id: string;
  split: string;
  item_id: string;
  input: string;
  /** JSON; null for the sealed test split and for hidden tests. */
  target: string | null;
}

export interface ItemResultsTable {
  evaluation_id: string;
  item_id: string;
  repeat: number;
  score: number | null;
  answer: string;
  note: string | null;
  failure_kind: string | null;
  failure: string | null;
  calls: number;
  prompt_tokens: number;
  completion_tokens: number;
  cost_usd: number | null;
  wall_ms: number;
  /** Completions without use; null in rows of older versions. */
  unusable: number | null;
  stdout: string;
  /** Replies that were not the JSON asked for, and keys that were absent; null in rows of older versions. */
  malformed: number | null;
  missing_keys: number | null;
  /** Trace, JSON; null in rows of older versions. Behind the others, so that reading them does not touch it. */
  trace: string | null;
  /** ToolUsage, JSON; null where no tool was called. Behind the trace: a null needs no reading. */
  tools: string | null;
}

/** What tools answered: the same call of a run, made again after a stop, finds its result. */
export interface ToolResultsTable {
  run_id: string;
  /** Of the workflow. */
  code_hash: string;
  item_id: string;
  repeat: number;
  /** Hash of the tool's name and the arguments. */
  call: string;
  /** How often the item had made the same call before. */
  occurrence: number;
  tool: string;
  text: string;
  /** 1 where the text says why the tool did not do it. */
  is_error: number;
  created_at: number;
}

/** What was asked: one row a cache key. */
export interface RequestsTable {
  key: string;
  model: string;
  request: string;
  created_at: number;
}

/** What came back: one row a sample. Together with `requests`, the response cache. */
export interface SamplesTable {
  key: string;
  sample: number;
  data: string;
  created_at: number;
}

/** The ledger: one row a completion request, paid or from the cache. */
export interface CallsTable {
  id: string;
  run_id: string;
  role: string;
  phase: string;
  candidate_id: string | null;
  item_id: string | null;
  model: string;
  requests: number;
  completions: number;
  cached_completions: number;
  prompt_tokens: number;
  completion_tokens: number;
  cost_usd: number | null;
  latency_ms: number;
  /** Why the call brought nothing. */
  error: string | null;
  at: number;
}

export interface EventsTable {
  run_id: string;
  seq: number;
  at: number;
  type: string;
  data: string;
}

export interface FindingsTable {
  code_hash: string;
  run_id: string;
  rule: string;
  severity: string;
  line: number;
  detail: string;
  created_at: number;
}

export interface DecisionsTable {
  code_hash: string;
  /** From 1; the highest is the last word. */
  number: number;
  decision: string;
  by: string;
  note: string | null;
  at: number;
}

/** What a person told the meta-agent of a run. */
export interface HintsTable {
  id: string;
  run_id: string;
  text: string;
  by: string;
  at: number;
  /** The turn that took it; null while it waits for one. */
  turn: number | null;
}

/** A workflow that a person wrote for a search. */
export interface SubmissionsTable {
  id: string;
  run_id: string;
  code: string;
  /** The candidate that it was edited from; null where nobody said. */
  parent_id: string | null;
  by: string;
  at: number;
  /** The candidate that it became; null while it waits for a turn. */
  turn: number | null;
  slot: number | null;
}

/**
 * Each time a sealed test split was opened, and for what. Kept when its run is deleted: what was seen stays
 * seen.
 */
export interface OpeningsTable {
  run_id: string;
  evaluation_id: string;
  split: string;
  reason: string;
  at: number;
  task: string | null;
  /** Of all items of the split, see `splitFingerprint`; null in what an older version wrote. */
  split_hash: string | null;
}

/**
 * A sample that a process is about to pay for: one row from before the request until its answer is stored.
 */
export interface IntentsTable {
  /** Of the cache, with `sample`: two processes can't pay for the same one. */
  key: string;
  sample: number;
  /** Whose intent it is; becomes the id of the call that it is booked as after a crash. */
  id: string;
  run_id: string;
  role: string;
  phase: string;
  candidate_id: string | null;
  item_id: string | null;
  model: string;
  /** The most that it may use. */
  prompt_tokens: number;
  completion_tokens: number;
  /** Dollars of the most; null for unpriced. */
  cost_usd: number | null;
  /** Process identity. */
  owner: string;
  at: number;
  /** When the owner last said that it still works on it. */
  seen_at: number;
}

/** Meta-agents that were trained here. */
export interface ModelsTable {
  name: string;
  /** Folder or hub name of what was trained from. */
  base: string;
  /** `rlao`, `sft-all`, ... */
  method: string;
  /** `training` also after a crash: its checkpoint goes on with `w4s train --resume`. */
  status: 'training' | 'trained' | 'interrupted' | 'failed';
  /** Folder of the adapter, or of the whole model. */
  path: string;
  /** Options of the training, JSON. */
  options: string;
  /** DatasetFacts, JSON. */
  dataset: string;
  /** The trainer's card, JSON: data, versions, seeds, losses, time. */
  card: string | null;
  reason: string | null;
  created_at: number;
  finished_at: number | null;
}

/** The loss curve of a training, as it grows. */
export interface TrainingStepsTable {
  model: string;
  step: number;
  loss: number | null;
  lr: number | null;
  tokens_per_s: number | null;
  at: number;
}

/** What servers were found to refuse. */
export interface ServerTraitsTable {
  /** Address and name of the model. */
  key: string;
  /** LearntTraits, JSON. */
  traits: string;
  learnt_at: number;
}

/** Workflows that were published under a name. A row is never changed. */
export interface VersionsTable {
  name: string;
  /** 1, 2, ... within its name. */
  version: number;
  /** Tells two that were published at the same time apart. */
  id: string;
  code_hash: string;
  code: string;
  /** Of its task: `answer` or `code`. */
  kind: string;
  /** What it was made for; null where nobody said. */
  task: string | null;
  /** The model that it was measured with; null where it was not. */
  executor: string | null;
  /** PublishedScores, JSON. */
  scores: string;
  /** `run/t03c1`, or the file that it was read from. */
  origin: string;
  /** Review policy of the run that it comes from; null for a file. */
  review: string | null;
  approved_by: string;
  note: string | null;
  created_at: number;
}

/** Runs whose items any worker may run. */
export interface OffersTable {
  run_id: string;
  /** What a worker needs to know, JSON: see `OfferedWork`. */
  work: string;
  /** When the process that offers it was last alive, by the clock of the database. */
  seen_at: number;
}

/** `joining`: waits until the others know of it; `refused`: what it has differs from what the run wants. */
export type WorkerState = 'joining' | 'working' | 'refused' | 'failed';

/** A process that runs items of other processes' runs: one row for each run that it looked at. */
export interface WorkersTable {
  id: string;
  run_id: string;
  /** Process identity. */
  owner: string;
  state: WorkerState;
  /** Why it was refused, or can't go on, for a person. */
  reason: string | null;
  /** Item runs at a time. */
  places: number;
  /** When it was last alive, by the clock of the database. */
  seen_at: number;
}

/** What a run that several processes pay for has paid: sums of its calls. */
export interface SpendingTable {
  run_id: string;
  cost_usd: number;
  completions: number;
  /** Completions that its items ask of the executor, where that has a cap: see `asked`. */
  asked: number;
}

/** What an item run asked of the executor where several processes share a cap on that: the most of all its tries. */
export interface AskedTable {
  evaluation_id: string;
  item_id: string;
  repeat: number;
  run_id: string;
  /** Completions, those in flight included. */
  calls: number;
  /** Without those in flight. */
  settled: number;
  /** What of `calls` is in the sum of the run. */
  counted: number;
  /** Process identity of the last try. */
  owner: string;
}
