import { count, decimal, percent } from '../../present/index.ts';
import type { Task } from '../../task/contract.ts';
import { blockId, distinct } from './block.ts';
import { type Arm, type Design, type StudyKind, searches } from './contract.ts';
import type { ArmResult, Cell } from './result.ts';
import { hasScore } from './scores.ts';
import { sizeOf } from './tasks.ts';
import { WORDS } from './words.ts';

/** From here on, the notes call the arms' calls unequal. */
const UNEQUAL = 0.05;

/** The limits of the comparison, as sentences. */
export function notesOn(
  kind: StudyKind,
  arms: readonly ArmResult[],
  cells: readonly Cell[],
  { calls, seeds, usd }: Design,
): string[] {
  return [
    usd === undefined ? equalityNote(kind, arms, calls) : null,
    missingNote(cells),
    unscoredNote(cells),
    unlikeNote(arms, cells),
    trainingNote(arms),
    seedNote(kind, seeds),
    spreadNote(kind, arms),
    kind === 'study' ? costNote(arms, usd) : null,
  ].filter((note) => note !== null);
}

/** What is short of a task, or can't be asked of it. */
export function noteOnSizes(task: Task, { test, validation }: Design, arms: readonly Arm[]): string[] {
  const { name, kind } = task;
  const short = (['validation', 'test'] as const).filter((split) => sizeOf(task, split) < { validation, test }[split]);
  return [
    ...short.map((split) => `${name} has only ${sizeOf(task, split)} ${split} items.`),
    ...(kind === 'code' && arms.some((arm) => arm.kind === 'vote')
      ? [`${name} asks for programs, which can't be voted on: its vote arm asks the executor once.`]
      : []),
  ];
}

function equalityNote(kind: StudyKind, arms: readonly ArmResult[], cap: number | null): string | null {
  const [reference, ...others] = arms.filter((arm) => searches(arm) && arm.executorCalls.counted > 0);
  if (reference === undefined) return null;
  const base = reference.executorCalls.counted;
  const unequal = others.filter(({ executorCalls }) => Math.abs(executorCalls.counted / base - 1) > UNEQUAL);
  if (unequal.length === 0) return null;
  const told = unequal
    .map(({ name, executorCalls }) => `${name} ${decimal(executorCalls.counted / base, 2)}`)
    .join(', ');
  const remedy =
    cap === null
      ? 'Equal numbers of turns, candidates and items do not mean equal calls, ' +
        `since workflows differ in calls per item: ${WORDS[kind].calls} caps them.`
      : `No search exceeded the cap of ${count(cap)}, but some ended below it.`;
  return `The searches made unequal numbers of executor calls; relative to ${reference.name}: ${told}. ${remedy}`;
}

function missingNote(cells: readonly Cell[]): string | null {
  const missing = cells.reduce((sum, { test }) => sum + test.missing, 0);
  if (missing === 0) return null;
  const all = missing + cells.reduce((sum, { test }) => sum + test.n, 0);
  const share = `${count(missing)} of ${count(all)} test answers (${percent(missing / all)})`;
  return `${share} are missing; arms are compared on the items that both scored.`;
}

function unscoredNote(cells: readonly Cell[]): string | null {
  const without = cells.filter((cell) => !hasScore(cell));
  if (without.length === 0) return null;
  const names = distinct(without.map(({ arm }) => arm));
  const byArm = names.map((name) => `${name} ${without.filter(({ arm }) => arm === name).length}`).join(', ');
  return (
    `${count(without.length)} of ${count(cells.length, 'cell')} have no score (${byArm}): too few of their items ` +
    'could be scored, or most replies were cut off. They are part of no mean and no comparison.'
  );
}

/** After an early end, or where cells have no score: an arm may lack just the hard tasks. */
function unlikeNote(arms: readonly ArmResult[], cells: readonly Cell[]): string | null {
  const placesOf = ({ name }: ArmResult): string[] =>
    cells.flatMap((cell) => (cell.arm === name && hasScore(cell) ? [JSON.stringify([blockId(cell), cell.seed])] : []));
  const places = arms.map((arm) => ({ name: arm.name, own: placesOf(arm).toSorted() }));
  if (distinct(places.map(({ own }) => own.join())).length < 2) return null;
  const sizes = places.map(({ name, own }) => `${name} ${own.length}`).join(', ');
  return (
    `The arms' means are over unlike cells: ${sizes}. Do not hold them against each other; ` +
    'comparisons are on the cells that both have.'
  );
}

/** A model trained to solve a task is held against one trained to write workflows, at equal tokens. */
function trainingNote(arms: readonly ArmResult[]): string | null {
  const trained = arms.flatMap(({ name, kind, trainingTokens }) =>
    trainingTokens === null ? [] : [{ name, kind, trainingTokens }],
  );
  const [reference, ...others] = trained.toSorted((a, b) => Number(a.kind === 'solver') - Number(b.kind === 'solver'));
  if (reference === undefined || !arms.some(({ kind }) => kind === 'solver')) return null;
  const unequal = others.filter((one) => Math.abs(one.trainingTokens / reference.trainingTokens - 1) > UNEQUAL);
  if (unequal.length === 0) return null;
  const told = unequal.map((one) => `${one.name} ${decimal(one.trainingTokens / reference.trainingTokens, 2)}`);
  return `Models were trained on unequal numbers of tokens; relative to ${reference.name}: ${told.join(', ')}.`;
}

function seedNote(kind: StudyKind, seeds: readonly number[]): string | null {
  return seeds.length > 1
    ? null
    : 'With one seed a single lucky search decides, and no comparison has an interval: ' +
        `use several ${WORDS[kind].seeds}.`;
}

/** The unit of an ablation's intervals is the item; the variation between searches must be shown beside it. */
function spreadNote(kind: StudyKind, arms: readonly ArmResult[]): string | null {
  const ranges = arms.flatMap(({ name, bySeed }) => {
    const known = bySeed.flatMap(({ accuracy }) => accuracy ?? []);
    return known.length < 2 ? [] : [`${name} ${percent(Math.min(...known))} to ${percent(Math.max(...known))}`];
  });
  if (ranges.length === 0) return null;
  const unit =
    kind === 'study'
      ? "The interval of an arm's mean counts each search once, and reflects sampling of searches and items. "
      : "The interval of an arm's score reflects sampling of items, not of searches; " +
        'comparisons count each search once. ';
  return `${unit}Test scores by seed: ${ranges.join(', ')}.`;
}

function costNote(arms: readonly ArmResult[], usd: number | undefined): string | null {
  if (usd !== undefined || !arms.some(({ executorCalls: { ledger, paid } }) => paid < ledger)) return null;
  return (
    'An answer that several arms ask for is paid once, by whichever asks first: compare arms by their calls, ' +
    'not by dollars or minutes.'
  );
}
