import { z } from 'zod';
import { usageError } from '../errors.ts';
import type { Json } from '../json.ts';
import type { Scorer, SplitName, Task, TaskItem } from './contract.ts';
import { fieldName, issuesOf, type Issue } from './own/issues.ts';
import { optionNames, optionsSchema, scorerName, scorerOf } from './own/scorer-spec.ts';
import { splitItems, type SplitSizes } from './own/split.ts';
import { custom, metricOf, type ScoreFunction, type ScorerName } from './scorers/index.ts';

/** An item of one's own. Without an `id` its place in the list is its name. */
export interface ItemDefinition<Target extends Json = Json> {
  id?: string;
  /** What the workflow gets as `task`. */
  input: string;
  /** The gold; for code tasks the hidden tests (assertions, or a program that defines `check(candidate)`). */
  target: Target;
  entryPoint?: string;
  publicTests?: readonly string[];
  metadata?: Readonly<Record<string, Json>>;
}

export type ScorerDefinition<Target extends Json> =
  | ScorerName
  | ({ name: ScorerName } & Readonly<Record<string, Json>>)
  | ScoreFunction<Target>
  | Scorer;

interface Common<Target extends Json> {
  /** Letters, digits, `.`, `_` and `-`. */
  name: string;
  /** For the meta-agent: what is asked, the form of the answer, how it is scored. */
  description: string;
  /** @default 'code' for the scorer `unit-tests`, else 'answer' */
  kind?: Task['kind'];
  /** @default by the scorer: accuracy, f1, pass@1; `score` for functions and judges */
  metric?: Task['metric'];
  scorer: ScorerDefinition<Target>;
}

/** Either items that are cut by `split`, or `splits` that are cut already. */
export type TaskDefinition<Target extends Json = Json> = Common<Target> &
  (
    | { items: readonly ItemDefinition<Target>[]; /** @default { validation: 0.4, test: 0.6, seed: 0 } */ split?: SplitSizes; splits?: never }
    | { splits: Partial<Record<SplitName, readonly ItemDefinition<Target>[]>>; items?: never; split?: never }
  );

/** The same with items that are fetched or generated when the task is loaded. */
export type LoadedTaskDefinition<Target extends Json = Json> = Common<Target> & {
  items: () => Promise<readonly ItemDefinition<Target>[]> | readonly ItemDefinition<Target>[];
  split?: SplitSizes;
  splits?: never;
};

const part = z.number().positive('Expected a part between 0 and 1, or a whole number of items').refine((value) => value < 1 || Number.isInteger(value), 'Expected a part between 0 and 1, or a whole number of items');
const splitSchema = z.strictObject({ validation: part, test: part, train: part.optional(), seed: z.number().int('Expected a whole number').optional() });
const itemSchema = z.strictObject({
  id: z.string().min(1, 'Expected an id').optional(),
  input: z.string().min(1, 'Expected a text that is not empty'),
  target: z.unknown().refine((value) => value !== undefined, 'Expected a gold answer'),
  entryPoint: z.string().regex(/^[^\W\d]\w*$/, 'Expected the name of a Python function').optional(),
  publicTests: z.array(z.string()).optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
});
const items = z.array(itemSchema);
const schema = z.strictObject({
  name: z.string().regex(/^[\w.-]+$/, 'Expected letters, digits, `.`, `_` or `-`'),
  description: z.string().min(1, 'Expected what is asked, the form of the answer and how it is scored'),
  kind: z.enum(['answer', 'code']).optional(),
  metric: z.enum(['accuracy', 'f1', 'pass@1', 'score']).optional(),
  scorer: z.unknown().refine((value) => value !== undefined, 'Expected the name of a scorer or a function'),
  items: items.min(2, 'Expected at least two items').optional(),
  split: splitSchema.optional(),
  splits: z.strictObject({ train: items.optional(), validation: items.min(1, 'Expected at least one item'), test: items.min(1, 'Expected at least one item') }).optional(),
});

/** Names that a definition may hold, by depth; for "did you mean". */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(schema.shape),
  split: Object.keys(splitSchema.shape),
  splits: ['train', 'validation', 'test'],
};

/**
 * A task of one's own in TypeScript: the default export of a module that `w4s optimize ./task.ts` takes.
 * @throws {W4sError} `task-invalid` with the field, what was expected and the nearest name
 */
export function defineTask<const Target extends Json>(definition: TaskDefinition<Target>): Task;
export function defineTask<const Target extends Json>(definition: LoadedTaskDefinition<Target>): Promise<Task>;
export function defineTask<Target extends Json>(definition: TaskDefinition<Target> | LoadedTaskDefinition<Target>): Task | Promise<Task> {
  const { items: source } = definition;
  if (typeof source !== 'function') return taskOf(definition as TaskDefinition<Target>);
  return Promise.resolve(source()).then((loaded) => taskOf({ ...definition, items: loaded } as TaskDefinition<Target>));
}

function taskOf<Target extends Json>(definition: TaskDefinition<Target>): Task {
  const checked = schema.safeParse(definition);
  if (!checked.success) throw invalid(definition, issuesOf(checked.error, definition, (path) => KNOWN[path.join('.')] ?? Object.keys(itemSchema.shape)));
  if ((definition.items === undefined) === (definition.splits === undefined)) throw invalid(definition, [{ path: ['items'], message: 'Expected either `items` or `splits`.' }]);
  const scorer = scorerFrom(definition);
  const kind = definition.kind ?? (scorer.name === 'unit-tests' ? 'code' : 'answer');
  const splits = splitsFrom(definition);
  const all = Object.values(splits).flat();
  const twice = all.find((item, index) => all.findIndex((other) => other.id === item.id) !== index);
  if (twice) throw invalid(definition, [{ path: ['id'], message: `Expected each id once, got \`${twice.id}\` twice.` }]);
  const nameless = kind === 'code' && all.find((item) => item.entryPoint === undefined);
  if (nameless) throw invalid(definition, [{ path: ['entryPoint'], message: `Expected the function asked for in each item of a code task; item \`${nameless.id}\` has none.` }]);
  return { name: definition.name, description: definition.description, kind, metric: definition.metric ?? metricOf(scorer), scorer, splits };
}

function splitsFrom<Target extends Json>(definition: TaskDefinition<Target>): Partial<Record<SplitName, TaskItem[]>> {
  if (definition.splits !== undefined) {
    return Object.fromEntries(Object.entries(definition.splits).map(([name, list]) => [name, list.map((item, index) => ({ ...item, id: item.id ?? `${definition.name}/${name}/${index}` }))]));
  }
  const named = definition.items.map((item, index) => ({ ...item, id: item.id ?? `${definition.name}/${index}` }));
  const cut = splitItems(named, definition.split);
  if (typeof cut === 'string') throw invalid(definition, [{ path: ['split'], message: `${cut}.` }]);
  return cut;
}

function scorerFrom<Target extends Json>(definition: TaskDefinition<Target>): Scorer {
  const { scorer } = definition;
  if (typeof scorer === 'function') return custom(scorer);
  if (typeof scorer === 'object' && 'score' in scorer && typeof scorer.score === 'function') return scorer as Scorer;
  const { name, ...options } = typeof scorer === 'string' ? { name: scorer } : scorer;
  const known = scorerName.safeParse(name);
  if (!known.success) throw invalid(definition, issuesOf(known.error, name, () => []).map((issue) => ({ ...issue, path: ['scorer'] })));
  const checked = optionsSchema(known.data).safeParse(options);
  if (!checked.success) throw invalid(definition, issuesOf(checked.error, options, () => optionNames(known.data)).map((issue) => ({ ...issue, path: ['scorer', ...issue.path] })));
  return scorerOf(known.data, checked.data);
}

function invalid(definition: { name?: unknown }, issues: readonly Issue[]) {
  const name = typeof definition.name === 'string' ? ` \`${definition.name}\`` : '';
  const lines = issues.slice(0, 5).map(({ path, message }) => `  ${fieldName(path) === undefined ? '' : `\`${fieldName(path)}\`: `}${message}`);
  return usageError('task-invalid', `The task${name} is not complete:\n${lines.join('\n')}`, {
    hint: '`w4s init --kind typescript` writes an example.',
    facts: { field: fieldName(issues[0]!.path) ?? null },
  });
}
