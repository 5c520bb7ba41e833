import { W4sError, usageError } from '../../base/errors.ts';
import type { SplitName, Task, TaskItem } from '../contract.ts';
import { type Reference, writeReference } from '../reference.ts';
import { type GymOptions, prepareGym } from './environment.ts';
import { NEEDS_COMPILER, groupOf } from './families.ts';
import type { GymItem } from './generate.ts';
import { GYM_SIZES, gymItems } from './items.ts';
import { type GymPart, gymParts } from './name.ts';
import { gymScorer } from './verifier.ts';

/**
 * A task of Reasoning Gym (arXiv 2505.24760): one family, or several that take turns.
 * @throws {W4sError} for unknown names and parameters, and as in `prepareGym`
 */
export async function loadGymTask(
  reference: Reference,
  options: GymOptions & { cacheDir?: string | undefined } = {},
): Promise<Task> {
  const parts = gymParts(reference);
  assertPlatform();
  const environment = await prepareGym(options);
  const uncompiled = parts.find(({ family }) => NEEDS_COMPILER.includes(family) && !environment.solver);
  if (uncompiled !== undefined)
    throw usageError('gym-incomplete', `Expected pycosat for \`${uncompiled.family}\`: it could not be compiled here`, {
      hint:
        'Install a C compiler, delete the folder `reasoning-gym-...` of the cache, and try again; ' +
        'or choose another family.',
    });
  const name = writeReference(reference);
  const splits = bySplit(name, await gymItems({ ...options, parts, dataSeed: reference.dataSeed, environment }));
  const items = new Map(
    Object.values(splits)
      .flat()
      .map((item) => [item.id, item]),
  );
  const scorer = gymScorer({ environment, parts, dataSeed: reference.dataSeed, items });
  return {
    name,
    kind: 'answer',
    metric: 'score',
    scorer,
    description: describe(parts),
    instructions: INSTRUCTIONS,
    splits: Object.fromEntries(Object.entries(splits).map(([split, list]) => [split, list.map(itemOf)])),
    warnings: warningsOf(splits),
  };
}

/**
 * The verifiers run in the native sandbox, whatever the workflows run in. Told before anything is installed or paid.
 * @throws {W4sError} `sandbox-unavailable`
 */
export function assertPlatform(platform: NodeJS.Platform = process.platform): void {
  if (platform === 'linux') return;
  throw new W4sError('sandbox-unavailable', `Expected Linux for the verifiers of Reasoning Gym, got \`${platform}\``, {
    hint: 'Choose another task: `w4s tasks` lists them. On Windows, WSL is a Linux.',
  });
}

const INSTRUCTIONS = 'Write the final answer exactly in the form that the question asks for.';

function describe(parts: readonly GymPart[]): string {
  const families = parts.map(({ family }) => `${family} (${groupOf(family)})`);
  const what =
    families.length === 1
      ? `Questions of the family ${families[0]}`
      : `A mix of questions of the families ${families.join(', ')}`;
  return (
    `${what} of Reasoning Gym. Each question says what is asked and in which form to answer. ` +
    'The answer is a text; a verifier scores it from 0 to 1.'
  );
}

type NamedItem = GymItem & { id: string };

function bySplit(name: string, items: readonly GymItem[]): Record<SplitName, NamedItem[]> {
  const of = (split: SplitName): NamedItem[] =>
    items.filter((item) => item.split === split).map((item, index) => ({ ...item, id: `${name}/${split}/${index}` }));
  return { validation: of('validation'), test: of('test'), train: of('train') };
}

function itemOf({ id, question, answer }: NamedItem): TaskItem {
  return { id, input: question, target: answer };
}

function warningsOf(splits: Readonly<Record<SplitName, readonly unknown[]>>): string[] {
  const short = (['validation', 'test'] as const).filter((split) => splits[split].length < GYM_SIZES[split]);
  if (short.length === 0) return [];
  const counts = short.map((split) => `${splits[split].length} for ${split}`);
  return [`with these parameters there are few different questions: ${counts.join(', ')}.`];
}
