import { z } from 'zod';
import { W4sError } from '../base/errors.ts';
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
  /** Of a search; without one it is `w4s`. */
  strategy: z.string().optional(),
  /** Of a search: see `Settings`. */
  settings: z.looseObject({}).optional(),
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
});

export type RunConfig = z.infer<typeof runConfigSchema>;

/** @throws {W4sError} `run-unreadable` where what is on record is none */
export function configOfRun({ id, config }: Pick<Run, 'id' | 'config'>): RunConfig {
  const parsed = runConfigSchema.safeParse(jsonOf(config));
  if (parsed.success) return parsed.data;
  throw unreadableRun(id, parsed.error.issues[0]?.path);
}

/** @param path Of the field of the config that can't be read. */
export function unreadableRun(id: string, path: readonly PropertyKey[] = []): W4sError {
  const field = ['config', ...path].join('.');
  return new W4sError(
    'run-unreadable',
    `Expected \`${field}\` of run \`${id}\` to be as w4s writes it, got something else`,
    {
      hint: 'Was it written by a newer version? `w4s rm` deletes it.',
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
