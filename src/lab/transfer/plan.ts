import { usageError } from '../../base/errors.ts';
import { type Model, assertPriced } from '../../model/index.ts';
import { hashOf } from '../../run/index.ts';
import { type Session, assertJudge } from '../../session/index.ts';
import type { Task, TaskItem } from '../../task/contract.ts';
import { seeded } from '../../task/index.ts';
import type { Planned } from '../baselines/index.ts';
import type { FilledOptions, LeftOut, StartKind } from './contract.ts';
import { tasksNamed } from './paper.ts';
import { type Problems, createProblems } from './problems.ts';
import { type Winner, findWinner, startOn, winnerOn } from './winners.ts';

/** A winner and its start, as they run on a task. */
export interface Pair {
  winner: Winner;
  workflow: Planned;
  start: Planned & { kind: StartKind };
}

export interface PlannedTask {
  task: Task;
  items: readonly TaskItem[];
  pairs: Pair[];
}

export interface PlannedExecutor {
  /** As named, with its fingerprint where it has one. */
  id: string;
  model: string | Model;
}

/** All that is known before the first call is paid. */
export interface Plan {
  name: string;
  winners: Winner[];
  tasks: PlannedTask[];
  executors: PlannedExecutor[];
  leftOut: LeftOut[];
}

/** @throws {W4sError} all that is wrong, at once */
export async function makePlan(session: Session, options: FilledOptions): Promise<Plan> {
  const problems = createProblems();
  if (options.winners.length === 0)
    throw usageError('missing-workflow', 'Expected at least one run, candidate, published workflow or .py file');
  const winners = await winnersOf(session, options, problems);
  const executors = await executorsOf(session, options, winners, problems);
  const tasks = await tasksOf(session, options, winners, problems);
  problems.throwIfAny();
  const paired = await Promise.all(tasks.map((one) => pairsOn(one, winners)));
  const plan = {
    name: options.name ?? nameOf(session, options, winners),
    winners,
    executors,
    tasks: paired.filter(({ pairs }) => pairs.length > 0),
    leftOut: paired.flatMap(({ leftOut }) => leftOut),
  };
  for (const { winner, task, reason } of plan.leftOut)
    options.onWarning?.(`${winner} is left out on ${task}: ${reason}`);
  if (plan.tasks.length > 0) return plan;
  throw usageError('nothing-to-transfer', 'None of the workflows can work on any of the tasks', {
    hint: plan.leftOut.map(({ winner, task, reason }) => `${winner} on ${task}: ${reason}`).join('. '),
  });
}

async function winnersOf({ store }: Session, { winners }: FilledOptions, problems: Problems): Promise<Winner[]> {
  const found = new Map<string, Winner>();
  for (const reference of winners) {
    const winner = await problems.attempt(() => findWinner(store, reference));
    if (winner === undefined) continue;
    if (found.has(winner.subject.hash)) problems.add(twice('workflow', reference));
    found.set(winner.subject.hash, winner);
  }
  return [...found.values()];
}

async function executorsOf(
  session: Session,
  { executors, judge, budgetUsd }: FilledOptions,
  winners: readonly Winner[],
  problems: Problems,
): Promise<PlannedExecutor[]> {
  const given = executors ?? unique(winners.flatMap(({ subject }) => subject.executor ?? []));
  if (given.length === 0 && winners.length > 0)
    problems.add(missing('executor', 'executors', 'For example `openai:gpt-6-luna`.'));
  const found = new Map<string, PlannedExecutor>();
  for (const model of given) {
    const id = await problems.attempt(() => session.identify(model));
    if (id === undefined) continue;
    if (found.has(id)) problems.add(twice('executor', id));
    await problems.attempt(() => assertPriced([id], budgetUsd, session.priceSources));
    found.set(id, { id, model });
  }
  if (judge !== undefined)
    await problems.attempt(() => assertPriced([session.identify(judge)], budgetUsd, session.priceSources));
  return [...found.values()];
}

async function tasksOf(
  session: Session,
  options: FilledOptions,
  winners: readonly Winner[],
  problems: Problems,
): Promise<Omit<PlannedTask, 'pairs'>[]> {
  const given = await tasksGiven(options, unique(winners.flatMap(({ subject }) => subject.task ?? [])), problems);
  if (given.length === 0 && options.tasks === undefined && winners.length > 0)
    problems.add(missing('task', 'tasks', '`w4s tasks` lists them.'));
  const found = new Map<string, Omit<PlannedTask, 'pairs'>>();
  for (const reference of given) {
    const one = await problems.attempt(() => loadOne(session, reference, options));
    if (one === undefined) continue;
    if (found.has(one.task.name)) problems.add(twice('task', one.task.name));
    found.set(one.task.name, one);
  }
  return [...found.values()];
}

/** The tasks that are meant, those of transfers by name among them. */
async function tasksGiven(
  { tasks }: FilledOptions,
  homes: readonly string[],
  problems: Problems,
): Promise<readonly (string | Task)[]> {
  if (tasks === undefined) return homes;
  const found: (string | Task)[] = [];
  for (const one of tasks) {
    const named = (await problems.attempt(() => tasksNamed(one, homes))) ?? [];
    // Two transfers may share a task; a task that is itself named twice is a mistake, which is told later.
    found.push(...(named.length === 1 ? named : named.filter((task) => !found.includes(task))));
  }
  return found;
}

async function loadOne(
  session: Session,
  reference: string | Task,
  { dataSeed, judge, split, items: most, onWarning }: FilledOptions,
): Promise<Omit<PlannedTask, 'pairs'>> {
  const task = await session.task(seeded(reference, dataSeed));
  assertJudge(task, judge);
  for (const text of task.warnings ?? []) onWarning?.(text);
  const items = (task.splits[split] ?? []).slice(0, most);
  if (items.length > 0) return { task, items };
  throw usageError('empty-split', `Task \`${task.name}\` has no ${split} items`, {
    hint: `It has: ${Object.keys(task.splits).join(', ')}.`,
  });
}

async function pairsOn(
  { task, items }: Omit<PlannedTask, 'pairs'>,
  winners: readonly Winner[],
): Promise<PlannedTask & { leftOut: LeftOut[] }> {
  const pairs: Pair[] = [];
  const leftOut: LeftOut[] = [];
  for (const winner of winners) {
    const workflow = winnerOn(winner, task);
    if ('misfit' in workflow) leftOut.push({ winner: winner.subject.label, task: task.name, reason: workflow.misfit });
    else pairs.push({ winner, workflow, start: await startOn(winner, task) });
  }
  return { task, items, pairs, leftOut };
}

/** A name that the same transfer gets again. More tasks and executors extend it. */
function nameOf(
  session: Session,
  { split, items, repeats, seed, maxTokens, judge }: FilledOptions,
  winners: readonly Winner[],
): string {
  const hashes = winners.map(({ subject }) => subject.hash);
  const judgeId = judge === undefined ? null : session.identify(judge);
  return hashOf({ winners: hashes, split, items, repeats, seed, maxTokens, judge: judgeId }).slice(0, 8);
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}

function twice(what: string, name: string) {
  return usageError('duplicate-name', `Expected each ${what} once, got \`${name}\` twice`);
}

function missing(what: string, flag: string, example: string) {
  return usageError(`missing-${what}`, `Expected \`--${flag}\`, as no workflow says what ${what} it was made for`, {
    hint: example,
  });
}
