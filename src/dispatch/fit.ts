import { messageOf } from '../base/errors.ts';
import { version } from '../base/version.ts';
import type { Session } from '../session/index.ts';
import type { Task } from '../task/contract.ts';
import { taskFingerprint } from '../task/index.ts';
import type { Toolbox } from '../tools/index.ts';
import type { OfferedWork } from './contract.ts';

/** What a worker brought for a run. The tools are its own: a worker outlives many runs. */
export interface Fitting {
  task: Task;
  tools: Toolbox | undefined;
}

/** Why a worker can't work for a run, as a sentence without its full stop. */
export class Unfit extends Error {}

/**
 * Loads what a run needs, and compares it with what the run has: a score must not depend on who measured it.
 * @param executors The models that this worker may call; all that it can open where there are none.
 * @throws {Unfit} for what differs or is not here
 */
export async function fit(
  session: Session,
  work: OfferedWork,
  executors: readonly string[] | undefined,
): Promise<Fitting> {
  same('w4s', work.version, version);
  same('the sandbox', kindOf(work.sandbox), kindOf(session.sandbox.name));
  if (executors !== undefined && !executors.some((one) => attempt(() => session.identify(one)) === work.executor))
    throw new Unfit(
      `the run calls ${work.executor}, and this worker was started with --executors ${executors.join(',')}`,
    );
  for (const model of [work.executor, ...(work.judge === null ? [] : [work.judge])]) assertModel(session, model);
  const task = await session.task(work.task).catch((error: unknown) => {
    throw new Unfit(`task ${work.task} can't be loaded here: ${messageOf(error)}`);
  });
  if (taskFingerprint(task) !== work.taskHash)
    throw new Unfit(`data, scorer or description of task ${work.task} differ`);
  const tools = await session.tools(task);
  if ((tools?.hash ?? null) !== work.toolsHash) {
    await tools?.close();
    throw new Unfit(`the tools of task ${work.task} differ`);
  }
  return { task, tools };
}

function same(what: string, wanted: string, here: string): void {
  if (wanted !== here) throw new Unfit(`${what} differs: the run has ${wanted}, this worker ${here}`);
}

/** `native+bwrap` and `native+userns` answer alike. */
function kindOf(sandbox: string): string {
  return sandbox.split('+', 1)[0] ?? sandbox;
}

function assertModel(session: Session, model: string): void {
  try {
    same('the executor', model, session.identify(model));
  } catch (error) {
    throw error instanceof Unfit ? error : new Unfit(`${model} can't be called from here: ${messageOf(error)}`);
  }
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
