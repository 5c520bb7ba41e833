import { extname } from 'node:path';
import { usageError } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import type { Row } from '../data/jsonl.ts';
import { parseJson } from '../own/json-text.ts';
import { parseRows, rowFormat } from '../own/rows.ts';
import { readYaml } from '../own/yaml-document.ts';
import type { Imported, ImportFormat } from './contract.ts';
import { importInspect, isInspectSample } from './inspect/import.ts';
import { importInspectLog, isInspectLog } from './inspect/log.ts';
import { withoutMissingNumbers } from './inspect/missing-numbers.ts';
import type { Notes } from './notes.ts';
import { importHosted, isHosted } from './openai/hosted.ts';
import { importRegistry, isRegistry } from './openai/registry.ts';
import { isSample, samplesTask } from './openai/samples.ts';
import { importPromptfoo } from './promptfoo/import.ts';
import { isArchive, nameOf } from './source.ts';

export interface SourceFile {
  text: string;
  /** Its path, as the user wrote it. */
  file: string;
}

export interface ReadOptions {
  source: SourceFile;
  /** The items of a hosted evaluation. */
  data?: SourceFile | undefined;
  only?: string | undefined;
  from?: ImportFormat | undefined;
  notes: Notes;
}

/** Reads an evaluation of another tool. @throws {W4sError} `task-invalid`, `import-unknown`, `import-choice` */
export function readImported(options: ReadOptions): Imported {
  const { source, data, only, notes, from = formatOf(source) } = options;
  const { text, file } = source;
  switch (from) {
    case 'promptfoo':
      return importPromptfoo(text, file, notes);
    case 'openai-hosted':
      return importHosted(text, file, { data, notes });
    case 'openai-evals':
      return isTable(file) ? importSamples(source, notes) : importRegistry(text, file, { only, notes });
    case 'inspect':
      return file.endsWith('.json') || isArchive(file)
        ? importInspectJson(source, notes)
        : importInspect(text, file, { notes });
  }
}

function formatOf({ text, file }: SourceFile): ImportFormat {
  if (/\.ya?ml$/i.test(file)) return yamlFormat(readYaml(text, file).value, file);
  if (isTable(file)) return rowsFormat(parseRows(text, file)[0]?.row ?? {}, file);
  if (isArchive(file)) return 'inspect';
  if (extname(file).toLowerCase() !== '.json') throw unknown(file, 'its name ends in nothing that is read here');
  const parsed = parseJson(text);
  // What is wrong with it is told by whoever reads it.
  if (!('value' in parsed)) return 'inspect';
  const { value } = parsed;
  if (isHosted(value)) return 'openai-hosted';
  if (isInspectLog(value)) return 'inspect';
  if (Array.isArray(value)) return rowsFormat((value[0] ?? {}) as Row, file);
  return yamlFormat(value, file);
}

function yamlFormat(value: unknown, file: string): ImportFormat {
  if (isRegistry(value)) return 'openai-evals';
  if (typeof value === 'object' && value !== null && ('prompts' in value || 'tests' in value)) return 'promptfoo';
  throw unknown(file, 'it has neither `prompts` and `tests` (promptfoo) nor a `class` (OpenAI Evals)');
}

function rowsFormat(row: Row, file: string): ImportFormat {
  if (typeof row !== 'object' || row === null) throw unknown(file, 'its first entry is no map');
  if (isSample(row)) return 'openai-evals';
  if ('datasource_item' in row || 'item' in row)
    throw unknown(file, 'it holds items of hosted Evals; name the evaluation itself, and these with --data');
  if (isInspectSample(row)) return 'inspect';
  throw unknown(file, 'its first row has no `input` or `question`');
}

/** Rows without the registry's word for how they are graded. */
function importSamples({ text, file }: SourceFile, notes: Notes): Imported {
  notes.add('no class is named: an answer is right when it begins with `ideal`, as for Match', file);
  return samplesTask(text, file, {
    name: nameOf(file),
    description: '',
    grader: 'Match',
    ignoreCase: false,
    at: { file, line: undefined },
    notes,
  });
}

function importInspectJson({ text, file }: SourceFile, notes: Notes): Imported {
  const strict = parseJson(text);
  const parsed = 'value' in strict ? strict : parseJson(withoutMissingNumbers(text));
  const value: Json = 'value' in parsed ? parsed.value : null;
  return isInspectLog(value) ? importInspectLog(value as Row, file, { notes }) : importInspect(text, file, { notes });
}

function isTable(file: string): boolean {
  const format = rowFormat(file);
  return format !== undefined && format !== '.json';
}

function unknown(file: string, why: string) {
  return usageError(
    'import-unknown',
    `Expected a file of promptfoo, OpenAI Evals or Inspect, got \`${file}\`: ${why}`,
    {
      hint: 'If it is one of them all the same, --from says which.',
    },
  );
}
