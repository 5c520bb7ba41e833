import type { Transition } from '../environment/index.ts';
import { createEnvironment } from '../environment/index.ts';
import { identicalText, openSession, retryNews } from '../session/index.ts';
import { markAdvanced } from '../store/index.ts';
import { beginRun } from './begin.ts';
import { finishSearch } from './finish.ts';
import type { OptimizeHooks } from './hooks.ts';
import { searchLoop } from './loop.ts';
import { type OpenRun, openRun } from './open-run.ts';
import type { OptimizeOptions } from './options.ts';
import { makePlan } from './plan.ts';
import type { OptimizeResult } from './result.ts';

/**
 * Optimises a workflow for a task: the W4S loop, then the sealed test of the winner. Everything is on record as it
 * happens, so the same call again, or `run`, goes on where it was interrupted and pays for nothing twice.
 *
 * @throws {W4sError} for what is wrong before the first call is paid; afterwards the result's `status` tells.
 */
export async function optimize(options: OptimizeOptions & OptimizeHooks): Promise<OptimizeResult> {
  let warn: (text: string) => void = () => {};
  const session = await openSession({
    ...options, onRetry: retryNews((text) => warn(text)),
  });
  try {
    const plan = await makePlan(session, options);
    const soft: { stop?: () => void } = {};
    const begun = await beginRun({ ...options, store: session.store, plan, onCancel: () => soft.stop?.() });
    try {
      const run = await openRun(session, plan, begun, options);
      warn = (text) => void run.emit('call-retried', { text }).catch(() => undefined);
      soft.stop = () => run.stop.request({ status: 'cancelled', reason: 'Cancelled with `w4s cancel`.' });
      return await search(run);
    } finally {
      await begun.claim.release().catch(() => undefined); // the store may be what failed
    }
  } finally {
    await session.close();
  }
}

/** Runs the loop to its end, to a cap, or to an error; whatever it is, the run ends with a result and a report. */
async function search(run: OpenRun): Promise<OptimizeResult> {
  const { plan, begun, stop, emit, session } = run;
  const { settings } = plan;
  const history: Transition[] = [];
  await emit(begun.resumed ? 'run-resumed' : 'run-started', { task: plan.task.name, executor: plan.executor, meta: plan.meta, settings });
  if (begun.identicalTo !== undefined) await emit('warning-raised', { text: identicalText(begun.identicalTo) });
  try {
    await searchLoop({
      environment: createEnvironment(run.environment), history, policy: settings,
      turns: settings.turns, candidates: settings.candidates, ...(plan.start === undefined ? {} : { example: plan.start }),
      stopReason: () => stop.ending?.reason ?? undefined,
      onTurn: (turn) => emit('turn-started', { turn, turns: settings.turns, candidates: settings.candidates }),
      onTurnEnd: async (turn, transitions, chosen) => {
        if (chosen !== undefined) await markAdvanced(session.store, chosen.candidate.id);
        await emit('turn-finished', { turn, advanced: chosen?.candidate.id ?? null, scores: transitions.map(({ accuracy }) => accuracy) });
      },
    });
  } catch (error) {
    stop.request(stop.endingOf(error));
  }
  return finishSearch(run, history);
}
