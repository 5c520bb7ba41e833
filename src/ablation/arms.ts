import { usageError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import type { Model } from '../model/contract.ts';

/**
 * What an arm is. `untrained`: the meta-agent as it is, which all others are compared with. `model`: another
 * meta-agent in its place. `best-of-n`: the untrained one asked as often, from the initial state alone. `start`: the
 * plain executor, asked once. `vote`: the plain executor, asked as often for an item as the winning workflow asks it.
 */
const ARM_KINDS = ['untrained', 'model', 'best-of-n', 'start', 'vote'] as const;
export type ArmKind = (typeof ARM_KINDS)[number];

/** Arms that are there unless they are left out. */
const BASELINES = ['best-of-n', 'start', 'vote'] as const satisfies readonly ArmKind[];
export type Baseline = (typeof BASELINES)[number];

export interface GivenArm {
  name: string;
  model: string | Model;
}

export interface Arm {
  name: string;
  kind: ArmKind;
  /** The meta-agent; `null` for arms without one. */
  model: string | Model | null;
}

export interface ArmsOptions {
  meta: string | Model;
  arms?: readonly GivenArm[];
  without?: readonly Baseline[];
}

/** All arms in the order in which they run. @throws usage errors for names that are taken or that a run can't have. */
export function armsOf({ meta, arms = [], without = [] }: ArmsOptions): Arm[] {
  for (const { name } of arms) checkName(name);
  const twice = arms.find(({ name }, i) => arms.findIndex((other) => other.name === name) !== i);
  if (twice !== undefined) throw usageError('duplicate-arm', `Expected each arm to have a name of its own, got \`${twice.name}\` twice`);
  const baseline = (kind: Baseline, model: Arm['model']): Arm[] => (without.includes(kind) ? [] : [{ name: kind, kind, model }]);
  return [
    { name: 'untrained', kind: 'untrained', model: meta },
    ...arms.map(({ name, model }): Arm => ({ name, kind: 'model', model })),
    ...baseline('best-of-n', meta), ...baseline('start', null), ...baseline('vote', null),
  ];
}

/** Reads `NAME=MODEL`. @throws usage error */
export function readArm(text: string): { name: string; model: string } {
  const cut = text.indexOf('=');
  const [name, model] = [text.slice(0, cut).trim(), text.slice(cut + 1).trim()];
  if (cut < 1 || name === '' || model === '') {
    throw usageError('invalid-arm', `Expected an arm to be NAME=MODEL, got \`${text}\``, { hint: 'For example --arm rlao=trained:rlao-1.' });
  }
  checkName(name);
  return { name, model };
}

/** Whether an arm searches for workflows, so that there is a meta-agent, a winner and a curve. */
export function searches({ kind }: Pick<Arm, 'kind'>): boolean {
  return kind === 'untrained' || kind === 'model' || kind === 'best-of-n';
}

function checkName(name: string): void {
  if ((ARM_KINDS as readonly string[]).includes(name)) {
    throw usageError('duplicate-arm', `Expected a name that no arm has by itself, got \`${name}\``, { hint: `Taken are: ${ARM_KINDS.join(', ')}.` });
  }
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) {
    throw usageError('invalid-arm', `Expected the name of an arm to be letters, digits, dots and dashes, got \`${name}\``, { hint: 'For example --arm rlao=trained:rlao-1.' });
  }
}

/** Reads the name of an arm to leave out. @throws usage error that names the nearest. */
export function readBaseline(text: string): Baseline {
  const found = BASELINES.find((name) => name === text);
  if (found !== undefined) return found;
  const near = nearest(text, BASELINES);
  throw usageError('invalid-arm', `Expected one of ${BASELINES.join(', ')} to leave out, got \`${text}\`${near === undefined ? '' : `. Did you mean \`${near}\`?`}`);
}
