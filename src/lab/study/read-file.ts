import { basename, dirname, extname, resolve } from 'node:path';
import { usageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import { type GivenSettings, PLAIN_START, givenSettings, startNames } from '../../optimize/index.ts';
import { isTaskFile, readChecked } from '../../task/index.ts';
import type { Arm, SharedSettings, Study } from './contract.ts';
import { armsOfFile } from './file-arms.ts';
import { type Mistake, namedModels, repeated } from './file-models.ts';
import { type StudyFile, knownFields, studySchema } from './file-schema.ts';

const FORM = {
  what: 'study file',
  schema: studySchema,
  knownAt: knownFields,
  hint: 'Correct the file and repeat the command; `w4s study --preset pocket --print` prints an example.',
  code: 'study-invalid',
};

/**
 * Reads a study file (YAML or JSON). Paths in it are taken from its folder.
 * @throws {W4sError} `study-invalid`, exit code 2, with file, line, field and the nearest name
 */
export async function readStudy(path: string): Promise<Study> {
  const { value: file, fail } = readChecked(path, FORM);
  const stop = ({ path: at, message }: Mistake): Error => fail([{ path: at, message }]);
  const folder = resolve(dirname(path));
  const arms = await armsOfFile(file, folder);
  if ('message' in arms) throw stop(arms);
  const executors = namedModels(file.executors, folder);
  const mistake = repeated(executors, 'executors') ?? wrongBudget(file) ?? foreignArm(file, arms);
  if (mistake !== undefined) throw stop(mistake);
  const against = armNamed(arms, file.against)?.name ?? arms[0]?.name ?? null;
  return {
    kind: 'study',
    name: file.name ?? nameOfFile(path),
    arms,
    tasks: file.tasks.map((task) => taskPath(task, folder)),
    executors,
    judge: file.judge,
    design: designOf(file, folder),
    prompt: file.design?.prompt,
    pairs: arms.flatMap(({ name }) => (name === against ? [] : [[name, against ?? name] as const])),
    against,
  };
}

/** The settings with the defaults of `optimize`, but one start, so that the arm `start` is the plain executor. */
function designOf(
  { design = {}, seeds = [0, 1, 2], dataSeed, budget = {} }: StudyFile,
  folder: string,
): SharedSettings {
  const { shape } = givenSettings;
  const filled = <K extends 'turns' | 'candidates' | 'validation' | 'test' | 'golds' | 'metaTemperature'>(key: K) =>
    shape[key].parse(design[key]) as NonNullable<GivenSettings[K]>;
  return {
    seeds: [...new Set(seeds)],
    dataSeed,
    turns: filled('turns'),
    candidates: filled('candidates'),
    validation: filled('validation'),
    test: filled('test'),
    calls: budget.calls ?? null,
    usd: budget.usd,
    golds: filled('golds'),
    metaTemperature: filled('metaTemperature'),
    metaMaxTokens: design.metaMaxTokens,
    maxTokens: design.maxTokens,
    maxRepairs: design.maxRepairs,
    start: startsOf(design)
      .map((start) => (start.endsWith('.py') ? resolve(folder, start) : start))
      .join(','),
  };
}

function startsOf(design: NonNullable<StudyFile['design']>): string[] {
  return startNames(design.start) ?? [PLAIN_START];
}

/** A cap that the starts alone would use up compares nothing. Each is taken to ask once for each item. */
function wrongBudget({ budget = {}, design = {} }: StudyFile): Mistake | undefined {
  const { calls, usd } = budget;
  if (calls !== undefined && usd !== undefined)
    return { path: ['budget'], message: 'Expected either `calls` or `usd`, got both.' };
  const validation = design.validation ?? givenSettings.shape.validation.parse(undefined);
  const starts = startsOf(design).length;
  if (calls === undefined || calls > starts * validation) return undefined;
  const taken = starts === 1 ? "the plain executor's own evaluation takes" : `evaluating ${starts} starts takes`;
  return {
    path: ['budget', 'calls'],
    message: `Expected more than the ${starts * validation} that ${taken} (\`design.validation\`), got \`${calls}\`.`,
  };
}

function foreignArm({ against }: StudyFile, arms: readonly Arm[]): Mistake | undefined {
  if (against === undefined || armNamed(arms, against) !== undefined) return undefined;
  const names = arms.map(({ name }) => name);
  return {
    path: ['against'],
    message:
      `Expected an arm of this study (${names.join(', ')}), ` +
      `got \`${against}\`${didYouMean(against, names) || '.'}`,
  };
}

/** By the name that is shown, or by meta-agent and strategy. */
function armNamed(arms: readonly Arm[], name: string | undefined): Arm | undefined {
  return arms.find((arm) => arm.name === name) ?? arms.find(({ key }) => key === name);
}

/** A task file beside the study file, from wherever the command is given. */
function taskPath(task: string, folder: string): string {
  const path = resolve(folder, task);
  return isTaskFile(path) ? path : task;
}

/** @throws usage error where the file's name can't be part of the names of runs */
function nameOfFile(path: string): string {
  const name = basename(path, extname(path));
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) return name;
  throw usageError('study-invalid', `Expected \`${path}\` to have a \`name\`: its own can't be part of a run's name`, {
    hint: 'Add `name: my-study` to the file.',
  });
}
