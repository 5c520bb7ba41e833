import { usageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import type { Model } from '../../model/contract.ts';
import type { GivenSettings } from '../../optimize/index.ts';
import { ARM_KINDS, type Arm } from '../study/index.ts';

/** Arms included by default. */
export const BASELINES = ['best-of-n', 'start', 'vote'] as const satisfies readonly Arm['kind'][];
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

export interface ArmsOptions {
  meta: string | Model;
  arms?: readonly GivenArm[];
  /** Hand-written workflows, tested on the same items. */
  workflows?: readonly GivenWorkflow[];
  without?: readonly Baseline[];
  /** The arm to also compare with every other one. @default the first of `arms` */
  against?: string;
}

/**
 * All arms in running order: `untrained`, the meta-agent as it is; each `model` in its place; `best-of-n`, the
 * untrained one, asked equally often, but only from the initial state; the baselines without a search; workflows.
 * @throws usage errors for names that are taken or invalid for a run.
 */
export function armsOf(
  { meta, arms = [], workflows = [], without = [] }: ArmsOptions,
  { horizon, selection, context, turns, candidates }: ArmSettings,
): Arm[] {
  const given = [...arms, ...workflows];
  for (const { name } of given) checkName(name);
  const twice = given.find(({ name }, i) => given.findIndex((other) => other.name === name) !== i);
  if (twice !== undefined)
    throw usageError('duplicate-arm', `Expected each arm to have its own name, got \`${twice.name}\` twice`);
  const searching = { strategy: 'w4s' as const, settings: { horizon, selection, context } };
  const unfed = {
    strategy: 'best-of-n' as const,
    settings: { context },
    formerly: { ...searching.settings, turns: 1, candidates: turns * candidates },
  };
  const all: Arm[] = [
    arm('untrained', { kind: 'untrained', model: meta, ...searching }),
    ...arms.map(({ name, model }) => arm(name, { kind: 'model', model, ...searching })),
    arm('best-of-n', { kind: 'best-of-n', model: meta, ...unfed }),
    arm('start', { kind: 'start' }),
    arm('vote', { kind: 'vote' }),
    ...workflows.map(({ name, file }) => arm(name, { kind: 'workflow', file })),
  ];
  return all.filter(({ kind }) => !(without as readonly string[]).includes(kind));
}

interface ArmSettings extends Pick<GivenSettings, 'horizon' | 'selection' | 'context'> {
  turns: number;
  candidates: number;
}

function arm(name: string, facts: Pick<Arm, 'kind'> & Partial<Arm>): Arm {
  return { model: null, strategy: null, settings: {}, file: null, ...facts, name, key: name };
}

/** Each arm against `untrained`, then `against` with every other one; each pair once. */
export function pairsOf(arms: readonly string[], against: string | null): [string, string][] {
  const others = arms.filter((name) => name !== 'untrained');
  return [
    ...others.map((name): [string, string] => [name, 'untrained']),
    ...(against === null || against === 'untrained'
      ? []
      : others.filter((name) => name !== against).map((name): [string, string] => [against, name])),
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

const BUILT_IN: readonly string[] = ARM_KINDS.filter((kind) => kind !== 'search' && kind !== 'solver');

function checkName(name: string): void {
  if (BUILT_IN.includes(name)) {
    throw usageError('duplicate-arm', `Expected a name that is not built in, got \`${name}\``, {
      hint: `Built-in names: ${BUILT_IN.join(', ')}.`,
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
