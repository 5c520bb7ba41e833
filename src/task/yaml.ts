import { dirname, join, resolve } from 'node:path';
import { valueUnder } from '../base/lists.ts';
import type { Scorer, SplitName, Task, TaskItem } from './contract.ts';
import { readBeside } from './own/beside.ts';
import { type Fail, readChecked } from './own/checked-yaml.ts';
import { itemOf, targetField } from './own/fields.ts';
import { outsideTools } from './own/outside-tools.ts';
import { unmatchable } from './own/golds.ts';
import type { Issue } from './own/issues.ts';
import { type Problem, taskError } from './own/problem.ts';
import { parseRows, ROW_FORMATS, rowFormat } from './own/rows.ts';
import { repeatWarnings } from './own/same-input.ts';
import { splitItems } from './own/split.ts';
import { knownFields, yamlSchema, type YamlTask } from './own/yaml-schema.ts';
import { yamlScorer } from './own/yaml-scorer.ts';
import { metricOf } from './scorers/index.ts';

const HINT = 'Correct the file and repeat the command; `w4s init` writes an example.';

export interface YamlOptions {
  /** Seed for the cut, if the file sets none. @default 0 */
  seed?: number | undefined;
  /** Also read data and scorers outside the task file's folder. @default false */
  allowOutside?: boolean | undefined;
}

/**
 * Reads `task.yaml` and the files that it names.
 * @throws {W4sError} `task-invalid`, with file, line, field and the nearest name
 */
export async function loadYamlTask(path: string, { seed = 0, allowOutside }: YamlOptions = {}): Promise<Task> {
  const form = { what: 'task file', schema: yamlSchema, knownAt: knownFields, hint: HINT };
  const { value: task, fail } = readChecked(path, form);
  const folder = dirname(path);

  const scorer = yamlScorer(task.scorer, (file) => readBeside(file, ['scorer', 'python'], { folder, allowOutside }));
  if (Array.isArray(scorer)) throw fail(scorer);
  const kind = task.kind ?? (scorer.name === 'unit-tests' ? 'code' : 'answer');
  if (kind === 'code' && task.fields?.entry_point === undefined)
    throw fail([
      {
        path: ['fields', 'entry_point'],
        message: 'Expected the column with the name of the function asked for; a task of kind `code` needs one.',
      },
    ]);

  const refused = outsideTools(task.tools ?? [], { folder, allowOutside });
  if (refused !== undefined) throw fail([refused]);
  const read = createReader({ folder, task, scorer, allowOutside, fail });
  const splits = splitsOf(task, read.items, seed, fail);
  checkIds(splits, path);
  await checkGolds(splits, scorer, read.placeOf);
  const { name, description, instructions, metric = metricOf(scorer), tools, fields } = task;
  const place = tools !== undefined || fields?.files !== undefined ? { folder: resolve(folder), tools } : {};
  return { name, description, instructions, kind, metric, scorer, splits, warnings: repeatWarnings(splits), ...place };
}

type Splits = Partial<Record<SplitName, TaskItem[]>>;
/** Where an item's gold stands. */
type PlaceOf = (item: TaskItem) => Omit<Problem, 'message'>;

interface ReaderOptions {
  folder: string;
  task: YamlTask;
  scorer: Scorer;
  allowOutside: boolean | undefined;
  fail: Fail;
}

/** Reads data files, and remembers where each item came from. */
function createReader({ folder, task, scorer, allowOutside, fail }: ReaderOptions) {
  const { fields = {}, encoding, delimiter } = task;
  const places = new Map<TaskItem, Omit<Problem, 'message'>>();
  const items = (file: string, at: Issue['path']): TaskItem[] => {
    if (rowFormat(file) === undefined)
      throw fail([{ path: at, message: `Expected a file that ends in ${ROW_FORMATS.join(', ')}, got \`${file}\`.` }]);
    const text = readBeside(file, at, { folder, allowOutside, encoding });
    if (typeof text !== 'string') throw fail([text]);
    const path = join(folder, file);
    return parseRows(text, path, delimiter).map((placed) => {
      const read = itemOf(placed, { fields, file: path, needsGold: scorer.needsGold !== false, folder });
      const item = { ...read, id: read.id.replace(`${path}:`, `${file}:`) };
      places.set(item, { file: path, line: placed.line, field: targetField(placed, fields) });
      return item;
    });
  };
  return { items, placeOf: (item: TaskItem) => valueUnder(places, item) };
}

function splitsOf(
  task: YamlTask,
  read: (file: string, at: Issue['path']) => TaskItem[],
  seed: number,
  fail: Fail,
): Splits {
  const { data, splits } = task;
  if (data !== undefined && splits === undefined) {
    const { validation = 0.4, test = 0.6, train, seed: own = seed } = task.split ?? {};
    const cut = splitItems(read(data, ['data']), { validation, test, train, seed: own });
    if (typeof cut === 'string') throw fail([{ path: ['split'], message: `${cut}.` }]);
    return cut;
  }
  if (data !== undefined || splits === undefined) {
    throw fail([
      {
        path: [data === undefined ? 'data' : 'splits'],
        message: 'Expected either `data` (one file, cut by `split`) or `splits` (one file for each), and not both.',
      },
    ]);
  }
  if (task.split !== undefined)
    throw fail([
      {
        path: ['split'],
        atKey: true,
        message: '`split` cuts the file that `data` names; with `splits` there is nothing to cut.',
      },
    ]);
  const files = Object.entries(splits).filter(([, file]) => file !== undefined);
  return Object.fromEntries(files.map(([name, file]) => [name, read(file, ['splits', name])]));
}

async function checkGolds(splits: Splits, scorer: Scorer, placeOf: PlaceOf): Promise<void> {
  const found = await unmatchable(Object.values(splits).flat(), scorer);
  if (found.length > 0)
    throw taskError(
      found.map(({ item, message }) => ({ ...placeOf(item), message })),
      'Correct the gold, or choose another scorer.',
    );
}

function checkIds(splits: Splits, path: string): void {
  const seen = new Map<string, string>();
  for (const [split, items] of Object.entries(splits)) {
    for (const { id } of items) {
      const before = seen.get(id);
      if (before !== undefined)
        throw taskError(
          [
            {
              file: path,
              field: 'fields.id',
              message: `Expected each id once, got \`${id}\` in ${before} and again in ${split}.`,
            },
          ],
          'Make the ids unique, or leave `fields.id` out: then the line is the id.',
        );
      seen.set(id, split);
    }
  }
}
