import { readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { SplitName, Task, TaskItem } from './contract.ts';
import { itemOf } from './own/fields.ts';
import { issuesOf, type Issue } from './own/issues.ts';
import { didYouMean, taskError } from './own/problem.ts';
import { parseRows, ROW_FORMATS, type PlacedRow } from './own/rows.ts';
import { splitItems } from './own/split.ts';
import { readYaml } from './own/yaml-document.ts';
import { knownFields, yamlSchema, type YamlTask } from './own/yaml-schema.ts';
import { yamlScorer } from './own/yaml-scorer.ts';
import { metricOf } from './scorers/index.ts';

const HINT = 'Correct the file and repeat the command; `w4s init` writes an example.';

/**
 * Reads `task.yaml` and the data files that it names.
 * @throws {W4sError} `task-invalid`, with file, line, field and the nearest name
 */
export function loadYamlTask(path: string, text: string, { seed = 0 }: { seed?: number } = {}): Task {
  const document = readYaml(text, path);
  const fail = (issues: readonly Issue[]) => taskError(document.problems(issues), HINT);
  const checked = yamlSchema.safeParse(document.value);
  if (!checked.success) throw fail(issuesOf(checked.error, document.value, knownFields));
  const task = checked.data;
  const folder = dirname(path);

  const scorer = yamlScorer(task.scorer, (file) => readBeside(folder, file, ['scorer', 'python']));
  if (Array.isArray(scorer)) throw fail(scorer);
  const read = (file: string, at: Issue['path']) => itemsOf(folder, file, at, task, fail);
  const splits = splitsOf(task, read, seed, fail);
  const kind = task.kind ?? (scorer.name === 'unit-tests' ? 'code' : 'answer');
  if (kind === 'code' && task.fields?.entry_point === undefined) throw fail([{ path: ['fields', 'entry_point'], message: 'Expected the column with the name of the function asked for; a task of kind `code` needs one.' }]);
  checkIds(splits, path);
  return { name: task.name, description: task.description, kind, metric: task.metric ?? metricOf(scorer), scorer, splits };
}

type Fail = (issues: readonly Issue[]) => Error;
type Splits = Partial<Record<SplitName, TaskItem[]>>;

function splitsOf(task: YamlTask, read: (file: string, at: Issue['path']) => TaskItem[], seed: number, fail: Fail): Splits {
  if ((task.data === undefined) === (task.splits === undefined)) {
    throw fail([{ path: [task.data === undefined ? 'data' : 'splits'], message: 'Expected either `data` (one file, cut by `split`) or `splits` (one file for each), and not both.' }]);
  }
  if (task.splits !== undefined) {
    if (task.split !== undefined) throw fail([{ path: ['split'], atKey: true, message: '`split` cuts the file that `data` names; with `splits` there is nothing to cut.' }]);
    return Object.fromEntries(Object.entries(task.splits).map(([name, file]) => [name, read(file!, ['splits', name])]));
  }
  const { validation = 0.4, test = 0.6, train, seed: own = seed } = task.split ?? {};
  const cut = splitItems(read(task.data!, ['data']), { validation, test, ...(train !== undefined && { train }), seed: own });
  if (typeof cut === 'string') throw fail([{ path: ['split'], message: `${cut}.` }]);
  return cut;
}

function itemsOf(folder: string, file: string, at: Issue['path'], task: YamlTask, fail: Fail): TaskItem[] {
  if (!(ROW_FORMATS as readonly string[]).includes(extname(file))) throw fail([{ path: at, message: `Expected a file that ends in ${ROW_FORMATS.join(', ')}, got \`${file}\`.` }]);
  const text = readBeside(folder, file, at);
  if (typeof text !== 'string') throw fail([text]);
  const path = join(folder, file);
  return parseRows(text, path).map((placed: PlacedRow) => {
    const item = itemOf(placed, task.fields ?? {}, path);
    return { ...item, id: item.id!.replace(`${path}:`, `${file}:`) };
  });
}

function readBeside(folder: string, file: string, at: Issue['path']): string | Issue {
  const path = join(folder, file);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return { path: at, message: `Could not read \`${path}\`: ${(error as Error).message}.` };
    return { path: at, message: `There is no file \`${path}\`.${didYouMean(file, namesIn(dirname(path)))}` };
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function checkIds(splits: Splits, path: string): void {
  const seen = new Map<string, string>();
  for (const [split, items] of Object.entries(splits)) {
    for (const { id } of items) {
      const before = seen.get(id);
      if (before !== undefined) throw taskError([{ file: path, field: 'fields.id', message: `Expected each id once, got \`${id}\` in ${before} and again in ${split}.` }], 'Make the ids unique, or leave `fields.id` out: then the line is the id.');
      seen.set(id, split);
    }
  }
}
