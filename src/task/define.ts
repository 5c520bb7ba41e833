import { resolve } from 'node:path';
import { type ItemFile, listFiles, withFileNames } from '../attachments/index.ts';
import { usageError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import type { Scorer, SplitName, Task, TaskItem } from './contract.ts';
import { definitionSchema, knownInDefinition } from './own/definition-schema.ts';
import { unmatchable } from './own/golds.ts';
import { fieldName, issuesOf, type Issue } from './own/issues.ts';
import { shown } from './own/problem.ts';
import { repeatWarnings } from './own/same-input.ts';
import { optionNames, optionsSchema, scorerName, scorerOf } from './own/scorer-spec.ts';
import { splitItems, type SplitSizes } from './own/split.ts';
import type { ToolSource } from '../tools/contract.ts';
import { custom, metricOf, type ScoreFunction, type ScorerName } from './scorers/index.ts';

/** A user's item. Without an `id`, its position in the list names it. */
export interface ItemDefinition<Target extends Json = Json> {
  id?: string;
  /** What the workflow gets as `task`. */
  input: string;
  /**
   * The gold; for code tasks the hidden tests (assertions, or a program that defines `check(candidate)`).
   * Required unless the scorer needs no gold.
   */
  target?: Target;
  entryPoint?: string;
  publicTests?: readonly string[];
  metadata?: Readonly<Record<string, Json>>;
  /** Paths from the task's `folder`; their names are added to the input. */
  files?: readonly (string | ItemFile)[];
}

export type ScorerDefinition<Target extends Json> =
  | ScorerName
  | ({ name: ScorerName } & Readonly<Record<string, Json>>)
  | ScoreFunction<Target>
  | Scorer;

interface Common<Target extends Json> {
  /** Letters, digits, `.`, `_` and `-`. */
  name: string;
  /** For the meta-agent: the question, the form of the answer, the scoring. */
  description: string;
  /** For the executor that the start workflow asks; empty if the input says everything. @default the description */
  instructions?: string;
  /** @default 'code' for the scorer `unit-tests`, else 'answer' */
  kind?: Task['kind'];
  /** @default by the scorer: accuracy, f1, pass@1; `score` for functions and judges */
  metric?: Task['metric'];
  scorer: ScorerDefinition<Target>;
  /**
   * Where files of items and corpora lie, and programs of tools run: `import.meta.dirname`.
   * @default the working folder
   */
  folder?: string;
  /** Where workflows have tools from. @default none */
  tools?: readonly ToolSource[];
}

/** Either items to cut by `split`, or ready-made `splits`. */
export type TaskDefinition<Target extends Json = Json> = Common<Target> &
  (
    | {
        items: readonly ItemDefinition<Target>[];
        /** @default { validation: 0.4, test: 0.6, seed: 0 } */ split?: SplitSizes;
        splits?: never;
      }
    | { splits: Partial<Record<SplitName, readonly ItemDefinition<Target>[]>>; items?: never; split?: never }
  );

/** The same with items that are fetched or generated on loading. */
export type LoadedTaskDefinition<Target extends Json = Json> = Common<Target> & {
  items: () => Promise<readonly ItemDefinition<Target>[]> | readonly ItemDefinition<Target>[];
  split?: SplitSizes;
  splits?: never;
};

/**
 * A user's task in TypeScript: the default export of a module for `w4s optimize ./task.ts`.
 * @throws {W4sError} `task-invalid` with the field, what was expected and the nearest name
 */
export function defineTask<const Target extends Json>(definition: TaskDefinition<Target>): Task;
export function defineTask<const Target extends Json>(definition: LoadedTaskDefinition<Target>): Promise<Task>;
export function defineTask<Target extends Json>(
  definition: TaskDefinition<Target> | LoadedTaskDefinition<Target>,
): Task | Promise<Task> {
  const { items: source } = definition;
  if (typeof source !== 'function') return taskOf(definition as TaskDefinition<Target>);
  return Promise.resolve(source()).then((loaded) => taskOf({ ...definition, items: loaded } as TaskDefinition<Target>));
}

function taskOf<Target extends Json>({
  warnings: _warnings,
  ...definition
}: TaskDefinition<Target> & { warnings?: unknown }): Task {
  const checked = definitionSchema.safeParse(definition);
  if (!checked.success) throw invalid(definition, issuesOf(checked.error, definition, knownInDefinition));
  if ((definition.items === undefined) === (definition.splits === undefined))
    throw invalid(definition, [{ path: ['items'], message: 'Expected either `items` or `splits`.' }]);
  const { name, description, instructions, tools } = definition;
  const scorer = scorerFrom(definition);
  const kind = definition.kind ?? (scorer.name === 'unit-tests' ? 'code' : 'answer');
  if (scorer.needsGold !== false) checkGolds(definition);
  const splits = splitsFrom(definition);
  checkItems(definition, Object.values(splits).flat(), kind);
  return {
    name,
    description,
    instructions,
    kind,
    metric: definition.metric ?? metricOf(scorer),
    scorer,
    splits,
    tools,
    folder: folderOf(definition, Object.values(splits).flat()),
    warnings: repeatWarnings(splits),
  };
}

/** Nothing where nothing lies anywhere. */
function folderOf({ folder, tools }: { folder?: string; tools?: unknown }, items: readonly TaskItem[]) {
  const isNeeded = folder !== undefined || tools !== undefined || items.some(({ files }) => files !== undefined);
  return isNeeded ? resolve(folder ?? '.') : undefined;
}

/** Checks that every item has the gold its scorer needs. */
function checkGolds<Target extends Json>({ name, items, splits }: TaskDefinition<Target>): void {
  const lists =
    items === undefined
      ? Object.entries(splits ?? {}).map(([split, list]) => [['splits', split], list] as const)
      : [[['items'], items] as const];
  const issues = lists.flatMap(([path, list]) =>
    list.flatMap(({ target }, index) => {
      const isEmpty = target === undefined || target === null || (typeof target === 'string' && target.trim() === '');
      return isEmpty
        ? [{ path: [...path, index, 'target'], message: `Expected a gold answer, got ${shown(target)}.` }]
        : [];
    }),
  );
  if (issues.length > 0) throw invalid({ name }, issues);
}

function checkItems<Target extends Json>(
  definition: TaskDefinition<Target>,
  items: readonly TaskItem[],
  kind: Task['kind'],
): void {
  const seen = new Set<string>();
  for (const { id, entryPoint } of items) {
    if (seen.has(id))
      throw invalid(definition, [{ path: ['id'], message: `Expected each id once, got \`${id}\` twice.` }]);
    seen.add(id);
    if (kind === 'code' && entryPoint === undefined)
      throw invalid(definition, [
        {
          path: ['entryPoint'],
          message: `Expected each item of a code task to name its function; item \`${id}\` has none.`,
        },
      ]);
  }
}

function splitsFrom<Target extends Json>(definition: TaskDefinition<Target>): Partial<Record<SplitName, TaskItem[]>> {
  const named = (list: readonly ItemDefinition<Target>[], under: string) =>
    list.map((item, index) => ({
      ...item,
      ...withFiles(definition, item),
      id: item.id ?? `${under}/${index}`,
      target: item.target ?? null,
    }));
  const { name, items, split, splits } = definition;
  if (splits !== undefined)
    return Object.fromEntries(Object.entries(splits).map(([part, list]) => [part, named(list, `${name}/${part}`)]));
  const cut = splitItems(named(items, name), split);
  if (typeof cut === 'string') throw invalid(definition, [{ path: ['split'], message: `${cut}.` }]);
  return cut;
}

/** Input and files; those of a task that was loaded stay as they are. */
function withFiles<Target extends Json>(
  definition: { name: string; folder?: string },
  { input, files }: ItemDefinition<Target>,
): { input: string; files: TaskItem['files'] } {
  if (files === undefined || files.length === 0) return { input, files: undefined };
  const names = files.filter((file) => typeof file === 'string');
  if (names.length === 0) return { input, files: files as readonly ItemFile[] };
  const listed = listFiles(names, resolve(definition.folder ?? '.'));
  if (typeof listed === 'string') throw invalid(definition, [{ path: ['files'], message: listed }]);
  return { input: withFileNames(input, listed), files: listed };
}

function scorerFrom<Target extends Json>(definition: TaskDefinition<Target>): Scorer {
  const { scorer } = definition;
  if (typeof scorer === 'function') return custom(scorer);
  if (isScorer(scorer)) return scorer;
  const { name, ...options } = typeof scorer === 'string' ? { name: scorer } : scorer;
  const known = scorerName.safeParse(name);
  if (!known.success)
    throw invalid(
      definition,
      issuesOf(known.error, name, () => []).map((issue) => ({ ...issue, path: ['scorer'] })),
    );
  const checked = optionsSchema(known.data).safeParse(options);
  if (!checked.success)
    throw invalid(
      definition,
      issuesOf(checked.error, options, () => optionNames(known.data)).map((issue) => ({
        ...issue,
        path: ['scorer', ...issue.path],
      })),
    );
  return scorerOf(known.data, checked.data);
}

function isScorer<Target extends Json>(scorer: ScorerDefinition<Target>): scorer is Scorer {
  return (
    typeof scorer === 'object' &&
    'score' in scorer &&
    typeof scorer.score === 'function' &&
    typeof scorer.name === 'string'
  );
}

/**
 * Checks by trial that some answer can match each gold.
 * @throws {W4sError} `task-invalid`
 */
export async function assertGolds({ name, splits, scorer }: Task): Promise<void> {
  const found = await unmatchable(Object.values(splits).flat(), scorer);
  if (found.length > 0)
    throw invalid(
      { name },
      found.map(({ item, message }) => ({
        path: ['target'],
        message: `${message.slice(0, -1)} (item \`${item.id}\`).`,
      })),
    );
}

function invalid(definition: { name?: unknown }, issues: readonly Issue[]) {
  const name = typeof definition.name === 'string' ? ` \`${definition.name}\`` : '';
  const lines = issues
    .slice(0, 5)
    .map(({ path, message }) => (path.length === 0 ? `  ${message}` : `  \`${fieldName(path)}\`: ${message}`));
  if (issues.length > 5) lines.push(`  ... and ${issues.length - 5} more`);
  return usageError('task-invalid', `The task${name} is not complete:\n${lines.join('\n')}`, {
    hint: '`w4s init --kind typescript` writes an example.',
    facts: { field: fieldName(issues[0]?.path ?? []) ?? null },
  });
}
