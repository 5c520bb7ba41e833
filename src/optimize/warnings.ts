import type { Transition } from '../environment/index.ts';
import type { ItemFailure } from '../workflow/index.ts';
import { isMissing } from '../workflow/index.ts';
import type { Json } from '../base/json.ts';
import { headOf } from '../base/clip.ts';
import { percent } from '../present/index.ts';
import { readEvents } from '../run/index.ts';
import { levelAdvice, levelOf } from '../score/index.ts';
import type { OpenRun } from './open-run.ts';

const LOOKS = 3;

/** Tells what was noticed when the task was loaded; once for a run, however often it is resumed. */
export async function warnOfTask(run: OpenRun): Promise<void> {
  for (const text of run.plan.task.warnings ?? []) await raise(run, text);
}

/**
 * A search that starts near 100% has nothing to find. One that starts near 0% mostly asks for the wrong thing:
 * three of its answers show which.
 */
export async function warnOfStart(run: OpenRun, start: Transition | undefined): Promise<void> {
  if (start?.evaluation == null) return;
  const { accuracy } = start.evaluation;
  const level = levelOf(start.evaluation);
  if (accuracy === null || level === undefined) return;
  const score = `the start scores ${percent(accuracy)}`;
  const advice = levelAdvice(level, run.plan.task.name);
  if (level === 'saturated')
    return raise(run, `${score}: the task is saturated, so hardly anything is left to win. ${advice}`);
  const failing = await run.environment.log.failing(start.evaluation.evaluationId, LOOKS);
  const golds = new Map(run.plan.validation.map(({ id, target }) => [id, target]));
  const goldOf = (id: string) => (run.plan.task.kind === 'answer' ? golds.get(id) : undefined);
  const looks = failing.map(({ itemId, answer, failure }) => lookAt(answer, failure, goldOf(itemId)));
  await raise(
    run,
    [
      `${score}.`,
      `Some of its answers: ${looks.join('; ')}.`,
      "If they have the wrong form, say which is wanted in the task's `instructions`,",
      'or start from a workflow of your own with --start FILE.',
      'A model that fails when asked plainly may answer when asked in another way: `w4s baselines` tries some.',
      `If the form is right, the task is hopeless for this executor. ${advice}`,
    ].join(' '),
  );
}

function lookAt(answer: Json, failure: ItemFailure | undefined, gold: Json | undefined): string {
  if (failure !== undefined)
    return `${isMissing(failure.kind) ? 'none' : 'failed'} (${failure.kind}: ${short(failure.message)})`;
  return gold === undefined || gold === null
    ? `\`${short(answer)}\``
    : `\`${short(answer)}\` where \`${short(gold)}\` is right`;
}

function short(value: Json): string {
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).replace(/\s+/g, ' ').trim();
  return text.length > 60 ? `${headOf(text, 57)}...` : text;
}

async function raise({ session, begun, emit }: OpenRun, text: string): Promise<void> {
  const known = begun.resumed ? await readEvents(session.store, begun.row.id) : [];
  const isKnown = known.some(({ type, data }) => type === 'warning-raised' && data.text === text);
  if (!isKnown) await emit('warning-raised', { text });
}
