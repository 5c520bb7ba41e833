import { z } from 'zod';
import { usageError } from '../../base/errors.ts';
import { MOST_CODE } from '../../run/index.ts';
import type { Action } from '../contract.ts';

const run = z.string().min(1).max(200);

const actionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('stop'), run }),
  z.object({
    kind: z.literal('resume'),
    run,
    budgetUsd: z.number().nonnegative().optional(),
    maxCalls: z.int().positive().optional(),
  }),
  z.object({ kind: z.literal('delete'), run }),
  z.object({ kind: z.literal('hint'), run, text: z.string().max(4_000) }),
  z.object({ kind: z.literal('submit'), run, from: z.string().max(40), code: z.string().max(MOST_CODE) }),
  z.object({
    kind: z.literal('start'),
    request: z.object({ command: z.enum(['optimize', 'eval']), words: z.array(z.string().max(2_000)).max(60) }),
  }),
  z.object({
    kind: z.literal('review'),
    run,
    candidate: z.string().max(40),
    hash: z.string().min(1).max(100),
    decision: z.enum(['approved', 'rejected']),
    note: z.string().max(4_000).optional(),
  }),
]);

/** An action as it came over the wire; `undefined` where it could not be read. @throws usage error `invalid-action` */
export function readAction(value: unknown): Action {
  if (value === undefined)
    throw usageError('invalid-action', 'Expected an action as JSON in UTF-8, got something else');
  const parsed = actionSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0] ?? { path: [], message: 'unknown' };
  throw usageError('invalid-action', `Expected an action, got \`${path.join('.') || 'kind'}\`: ${message}`);
}
