import { rm } from 'node:fs/promises';
import { usageError } from '../../base/errors.ts';
import { decide } from '../../review/index.ts';
import { cancelRun, giveHint, submitWorkflow } from '../../run/index.ts';
import { type Store, candidateById, deleteRun, isAlive, runFolder } from '../../store/index.ts';
import type { Action, ActionResult, ReviewAction } from '../contract.ts';
import { runOf } from '../data/read.ts';

/** What the page's server can't do by itself: it is given by the command, which knows how w4s was called. */
export interface Hands {
  /** Starts a `w4s` of its own that outlives the server. Resolves once it is at work. @throws where it ends at once */
  start(words: readonly string[]): Promise<string>;
}

/** Does what the page asked for, and says what came of it. */
export async function act(store: Store, hands: Hands, action: Action): Promise<ActionResult> {
  switch (action.kind) {
    case 'stop':
      return { text: await stop(store, action.run) };
    case 'delete':
      return { text: await remove(store, action.run) };
    case 'hint':
      await giveHint(store, await runOf(store, action.run), action.text);
      return { text: 'The next turn reads it.' };
    case 'submit':
      return { text: await submit(store, action) };
    case 'resume':
      return { text: await resume(store, hands, action) };
    case 'start':
      return { text: await hands.start([action.request.command, ...action.request.words]) };
    case 'review':
      return { text: await review(store, action) };
  }
}

async function stop(store: Store, id: string): Promise<string> {
  return `Run ${id} ${STOPPED[await cancelRun(store, await runOf(store, id))]}.`;
}

const STOPPED = {
  'not-running': 'is not running',
  stopping: 'was asked to stop; it finishes the calls under way',
  dead: 'had died; it is marked as cancelled',
};

async function submit(store: Store, { run: id, from, code }: Extract<Action, { kind: 'submit' }>): Promise<string> {
  await submitWorkflow(store, await runOf(store, id), { text: code, from, name: 'the text' });
  return 'The next turn evaluates it.';
}

async function remove(store: Store, id: string): Promise<string> {
  await runOf(store, id);
  await deleteRun(store, id);
  const folder = runFolder(store, id);
  if (folder !== null) await rm(folder, { recursive: true, force: true });
  return `Run ${id} is deleted.`;
}

async function resume(
  store: Store,
  hands: Hands,
  { run: id, budgetUsd, maxCalls }: Extract<Action, { kind: 'resume' }>,
): Promise<string> {
  const run = await runOf(store, id);
  if (run.status === 'running' && isAlive(run))
    throw usageError('run-busy', `Run \`${id}\` is at work`, { hint: 'Stop it first: caps are taken at the start.' });
  const caps = [
    ...(budgetUsd === undefined ? [] : ['--budget', String(budgetUsd)]),
    ...(maxCalls === undefined ? [] : ['--max-calls', String(maxCalls)]),
  ];
  return hands.start(['resume', run.id, ...caps]);
}

/** The word of whoever runs the server: it lets in nobody else. */
async function review(store: Store, { run: id, candidate, hash, decision, note }: ReviewAction): Promise<string> {
  const run = await runOf(store, id);
  const found = await candidateById(store, `${run.id}/${candidate}`);
  if (found === undefined)
    throw usageError('unknown-candidate', `There is no candidate \`${candidate}\` in run \`${run.id}\``);
  if (found.code_hash !== hash)
    throw usageError('code-changed', `${candidate} is not the text that was looked at any more`, {
      hint: 'Read it again, then decide.',
    });
  await decide(store, { hash, decision, note });
  return `${candidate} is ${decision} (SHA-256 ${hash.slice(0, 12)}).`;
}
