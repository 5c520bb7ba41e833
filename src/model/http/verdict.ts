import { untilAborted } from '../../base/abort.ts';
import type { Exchange } from './exchange.ts';
import { failureError } from './failure-error.ts';
import { shapeOf } from './failure.ts';
import type { ServerFailure } from './failure.ts';
import type { HttpModel } from './http-model.ts';
import type { Verdict } from './traits.ts';

/** Milliseconds that a verdict holds. A server that refused everything may have been fixed. */
const HOLDS_MS = { accepted: 300_000, refused: 60_000 };

/** Kinds of refusals checked in that time; a server whose every message differs gets the last verdict again. */
const MOST_VERDICTS = 20;

/** Consecutive refusals that one verdict explains. */
const MOST_USES = 20;

/**
 * Whether the server accepts the plainest request at all, so that a refused request is itself at fault. Asked once per
 * kind of refusal and some minutes: an earlier answer says nothing about an account that has since run empty.
 * @throws {ModelError} if the server gives neither an answer nor a refusal.
 */
export function takesPlain(
  model: HttpModel,
  exchange: Exchange,
  failure: ServerFailure,
  signal?: AbortSignal,
): Promise<boolean> {
  const { verdicts, answered } = model.traits.trials;
  const now = Date.now();
  for (const [shape, { at, holdsMs }] of verdicts) if (now - at >= holdsMs) verdicts.delete(shape);
  const shape = shapeOf(failure);
  const known = verdicts.get(shape) ?? (verdicts.size >= MOST_VERDICTS ? [...verdicts.values()].at(-1) : undefined);
  if (known && !isDoubtful(known, answered)) {
    known.uses++;
    return untilAborted(known.accepted, signal);
  }
  const verdict = {
    at: now,
    holdsMs: HOLDS_MS.accepted,
    uses: 0,
    answered,
    accepted: askPlain(model, exchange),
  };
  verdicts.set(shape, verdict);
  verdict.accepted.then(
    (accepted) => (verdict.holdsMs = accepted ? HOLDS_MS.accepted : HOLDS_MS.refused),
    () => verdicts.delete(shape),
  );
  return untilAborted(verdict.accepted, signal);
}

/** After many refusals in a row the server itself may have changed. */
function isDoubtful({ uses, answered: then }: Verdict, answered: number): boolean {
  return uses >= MOST_USES && answered === then;
}

/** Whether a verdict says that the server refuses the plainest request in the same words. */
export function refusesAll({ traits }: HttpModel, failure: ServerFailure): boolean {
  const verdict = traits.trials.verdicts.get(shapeOf(failure));
  return verdict?.holdsMs === HOLDS_MS.refused && Date.now() - verdict.at < verdict.holdsMs;
}

async function askPlain(model: HttpModel, exchange: Exchange): Promise<boolean> {
  const attempt = await exchange.askPlain();
  if (attempt.ok) return true;
  const { failure } = attempt;
  if (failure.status >= 400 && failure.status < 500 && failure.kind !== 'rate-limit' && failure.kind !== 'timeout')
    return false;
  throw failureError(model, failure);
}
