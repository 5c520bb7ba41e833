import { usageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import type { Model } from '../../model/contract.ts';

/**
 * The kinds of arms. `untrained`: the meta-agent as it is, which all others are compared with. `model`: another
 * meta-agent in its place. `best-of-n`: the untrained one, asked equally often, but only from the initial state.
 * `start`: the plain executor, asked once. `vote`: the plain executor, asked as often per item as the winning workflow
 * asks it. `workflow`: a hand-written workflow, tested without a search.
 */
const ARM_KINDS = ['untrained', 'model', 'best-of-n', 'start', 'vote', 'workflow'] as const;
export type ArmKind = (typeof ARM_KINDS)[number];

/** Arms included by default. */
export const BASELINES = ['best-of-n', 'start', 'vote'] as const satisfies readonly ArmKind[];
export type Baseline = (typeof BASELINES)[number];

export interface GivenArm {
  name: string;
  model: string | Model;
}

/** A hand-written workflow. */
export interface GivenWorkflow {
  name: string;
  /** Path of a .py file. */
  file: string;
}

export interface Arm {
  name: string;
  kind: ArmKind;
  /** The meta-agent; `null` for arms without one. */
  model: string | Model | null;
  /** The .py file of a hand-written workflow; `null` for all other arms. */
  file: string | null;
}

export interface ArmsOptions {
  meta: string | Model;
  arms?: readonly GivenArm[];
  /** Hand-written workflows, tested on the same items. */
  workflows?: readonly GivenWorkflow[];
  without?: readonly Baseline[];
  /** The arm to also compare with every other one. @default the first of `arms` */
  against?: string;
}

/** All arms in running order. @throws usage errors for names that are taken or invalid for a run. */
export function armsOf({ meta, arms = [], workflows = [], without = [] }: ArmsOptions): Arm[] {
  const given = [...arms, ...workflows];
  for (const { name } of given) checkName(name);
  const twice = given.find(({ name }, i) => given.findIndex((other) => other.name === name) !== i);
  if (twice !== undefined)
    throw usageError('duplicate-arm', `Expected each arm to have its own name, got \`${twice.name}\` twice`);
  const baseline = (kind: Baseline, model: Arm['model']): Arm[] =>
    without.includes(kind) ? [] : [{ name: kind, kind, model, file: null }];
  return [
    { name: 'untrained', kind: 'untrained', model: meta, file: null },
    ...arms.map(({ name, model }): Arm => ({ name, kind: 'model', model, file: null })),
    ...baseline('best-of-n', meta),
    ...baseline('start', null),
    ...baseline('vote', null),
    ...workflows.map(({ name, file }): Arm => ({ name, kind: 'workflow', model: null, file })),
  ];
}

/** The arm compared with every other one; `null` if there are only baselines. @throws usage error */
export function againstOf(
  { against, arms = [] }: Pick<ArmsOptions, 'against' | 'arms'>,
  all: readonly Arm[],
): string | null {
  if (against === undefined) return arms[0]?.name ?? null;
  const names = all.map(({ name }) => name);
  if (names.includes(against)) return against;
  throw usageError(
    'unknown-arm',
    `Expected \`against\` to name an arm of this comparison, got \`${against}\`${didYouMean(against, names)}`,
    { hint: `Its arms are: ${names.join(', ')}.` },
  );
}

/** Reads `NAME=MODEL`. @throws usage error */
export function readArm(text: string): { name: string; model: string } {
  const [name, model] = readNamed(text, 'an arm to be NAME=MODEL', 'For example --arm rlao=trained:rlao-1.');
  return { name, model };
}

/** Reads `NAME=FILE.py`. @throws usage error */
export function readWorkflow(text: string): GivenWorkflow {
  const [name, file] = readNamed(
    text,
    'a workflow to be NAME=FILE.py',
    'For example --workflow chain-of-thought=chain_of_thought.py.',
  );
  return { name, file };
}

function readNamed(text: string, expected: string, hint: string): [name: string, value: string] {
  const cut = text.indexOf('=');
  const [name, value] = [text.slice(0, cut).trim(), text.slice(cut + 1).trim()];
  if (cut < 1 || name === '' || value === '')
    throw usageError('invalid-arm', `Expected ${expected}, got \`${text}\``, { hint });
  checkName(name);
  return [name, value];
}

/** Whether an arm searches for workflows and thus has a meta-agent, a winner and a curve. */
export function searches({ kind }: Pick<Arm, 'kind'>): boolean {
  return kind === 'untrained' || kind === 'model' || kind === 'best-of-n';
}

function checkName(name: string): void {
  if ((ARM_KINDS as readonly string[]).includes(name)) {
    throw usageError('duplicate-arm', `Expected a name that is not built in, got \`${name}\``, {
      hint: `Built-in names: ${ARM_KINDS.join(', ')}.`,
    });
  }
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) {
    throw usageError(
      'invalid-arm',
      `Expected an arm's name to consist of letters, digits, dots and dashes, got \`${name}\``,
      { hint: 'For example --arm rlao=trained:rlao-1.' },
    );
  }
}
