import { z } from 'zod';
import { W4sError } from '../base/errors.ts';
import { OBJECTIVES } from '../statistics/index.ts';
import type { Run } from '../store/index.ts';

/**
 * What is on record of how a run was asked for: what makes it the same run again, and what its readers want to know.
 * Fields that a command or an older version does not write are absent.
 */
const runConfigSchema = z.looseObject({
  /** As it was named, else the name of a task that is code. */
  task: z.string(),
  executor: z.string(),
  meta: z.string().optional(),
  judge: z.string().nullable().optional(),
  /** Of the items. */
  dataHash: z.string().optional(),
  /** Of the rest of the task. An older version did not look at it. */
  taskHash: z.string().optional(),
  /** Of how it is scored: see `scoringFacts`. An older version did not keep them. */
  scorerHash: z.string().optional(),
  needsJudge: z.boolean().optional(),
  /** Of the files that a search starts from. */
  startHash: z.string().optional(),
  /** Of a search; without one it is `w4s`. */
  strategy: z.string().optional(),
  /** Of a search: see `Settings`. */
  settings: z
    .looseObject({
      objective: z.enum(OBJECTIVES).optional(),
      minAccuracy: z.number().nullable().optional(),
      maxSecondsPerItem: z.number().nullable().optional(),
    })
    .optional(),
  dataDir: z.string().nullable().optional(),
  metric: z.string().optional(),
  /** Of the task. */
  kind: z.enum(['answer', 'code']).optional(),
  simulated: z.boolean().optional(),
  /** The sandbox that it began in, as `Sandbox.name`. */
  sandbox: z.string().optional(),
  /** Of an evaluation: the hash of the workflow, how it was named, and its text. */
  workflow: z.string().optional(),
  label: z.string().optional(),
  code: z.string().optional(),
  split: z.string().optional(),
  items: z.int().optional(),
  repeats: z.int().optional(),
  cache: z.string().optional(),
  /** Of given workflows: the hashes of those that are to be scored, but for votes, which are planned later. */
  workflows: z.array(z.string()).optional(),
  /** Of a shard: which it is, as `2/4`, and the hash of the identity of the whole evaluation. */
  shard: z.string().optional(),
  whole: z.string().optional(),
  /** Of what was merged from shards: those that had ended. */
  shards: z.array(z.string()).optional(),
  /** Of an evaluation: the w4s that began it. */
  version: z.string().optional(),
});

export type RunConfig = z.infer<typeof runConfigSchema>;

/** @throws {W4sError} `run-unreadable` where what is on record is none */
export function configOfRun(run: Pick<Run, 'id' | 'config'>): RunConfig {
  return read(runConfigSchema, run.id, 'config', run.config);
}

/**
 * What a run came to, as a reader wants to have it.
 * @returns `null` for a run without a result.
 * @throws {W4sError} `run-unreadable` where what is on record is something else
 */
export function resultOfRun<S extends z.ZodType>(run: Pick<Run, 'id' | 'result'>, schema: S): z.output<S> | null {
  return run.result === null ? null : read(schema.nullable(), run.id, 'result', run.result);
}

function read<S extends z.ZodType>(schema: S, id: string, column: string, text: string): z.output<S> {
  const parsed = schema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw unreadableRun(id, [column, ...(parsed.error.issues[0]?.path ?? [])]);
}

/** @param path Of the field that can't be read, with its column. */
export function unreadableRun(id: string, path: readonly PropertyKey[]): W4sError {
  const field = path.join('.');
  return new W4sError(
    'run-unreadable',
    `Expected \`${field}\` of run \`${id}\` to be as w4s writes it, got something else`,
    {
      hint: `If a newer version wrote it, update w4s; if it is damaged, delete it with \`w4s rm ${id}\`.`,
    },
  );
}

/** `undefined` for what is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
