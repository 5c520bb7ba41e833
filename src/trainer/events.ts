import { z } from 'zod';

const count = z.number().int().nonnegative();
/** JSON has no NaN: a loss that is NaN arrives as `null`. */
const measure = z.number().nullable();

const started = z.looseObject({
  event: z.literal('started'),
  rows: count,
  total: count,
  step: count,
  device: z.string(),
  answer_tokens: count,
});
const step = z.looseObject({
  event: z.literal('step'),
  step: count,
  total: count,
  loss: measure,
  lr: measure,
  tokens: count,
  tokens_per_s: measure,
  eta_s: measure,
  seconds: measure,
});
const checkpoint = z.looseObject({ event: z.literal('checkpoint'), step: count, path: z.string() });
const warning = z.looseObject({ event: z.literal('warning'), code: z.string().optional(), message: z.string() });
const finished = z.looseObject({ event: z.literal('finished'), out: z.string() });
const interrupted = z.looseObject({ event: z.literal('interrupted'), message: z.string() });
const error = z.looseObject({
  event: z.literal('error'),
  code: z.string(),
  message: z.string(),
  hint: z.string().nullish(),
  facts: z.record(z.string(), z.unknown()).nullish(),
});
/** Events of the trainer's other commands: `inspection`, `measured`, `listening`. */
const other = z.looseObject({ event: z.enum(['inspection', 'measured', 'listening']) });

const known = z.discriminatedUnion('event', [started, step, checkpoint, warning, finished, interrupted, error, other]);

/** The trainer's events, one JSON object per line on its stdout; additional fields are kept. */
export type TrainerEvent = z.infer<typeof known>;
export type EventOf<Name extends TrainerEvent['event']> = Extract<TrainerEvent, { event: Name }>;

/** The event in a line, or `undefined` for anything else: libraries print what they like. */
export function parseEvent(line: string): TrainerEvent | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return known.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
