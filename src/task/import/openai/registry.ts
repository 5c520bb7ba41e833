import { dirname, join } from 'node:path';
import { usageError } from '../../../base/errors.ts';
import { listed } from '../../../base/listed.ts';
import type { Json } from '../../../base/json.ts';
import type { Row } from '../../data/jsonl.ts';
import { didYouMean } from '../../own/problem.ts';
import { readYaml } from '../../own/yaml-document.ts';
import type { Imported } from '../contract.ts';
import type { Notes } from '../notes.ts';
import { invalid, plainName, readNamed } from '../source.ts';
import { plain } from '../template.ts';
import { samplesTask } from './samples.ts';

export interface RegistryOptions {
  /** Which evaluation of the file. Needed where it has several. */
  only?: string | undefined;
  notes: Notes;
}

/**
 * A file of the registry of OpenAI Evals, `evals/registry/evals/NAME.yaml`: the samples stand in `../data`.
 * Source: github.com/openai/evals, docs/build-eval.md.
 */
export function importRegistry(text: string, file: string, { only, notes }: RegistryOptions): Imported {
  const document = readYaml(text, file);
  const registry = document.value as Row;
  const [name, spec] = chosen(registry, file, only);
  const line = (field: string): number | undefined =>
    document.problems([{ path: [name, ...field.split('.')], message: '' }])[0]?.line;
  const args = (spec['args'] ?? {}) as Row;
  const samples = args['samples_jsonl'];
  if (typeof samples !== 'string')
    throw invalid(file, line('args'), 'Expected the path of the samples, got none.', 'args.samples_jsonl');
  if (args['num_few_shot'] !== undefined)
    notes.add('examples before each question (`num_few_shot`) are left out', file, line('args.num_few_shot'));
  const root = dirname(dirname(file));
  const reasons: string[] = [];
  const found = [join('data', samples), join(dirname(file).slice(root.length + 1), samples)].find(
    (path) => readNamed(path, root, (reason) => void reasons.push(reason)) !== undefined,
  );
  if (found === undefined) throw invalid(file, line('args.samples_jsonl'), reasons[0] ?? '', 'args.samples_jsonl');
  const path = join(root, found);
  return samplesTask(readNamed(found, root, () => {}) ?? '', path, {
    name: plainName(name.split('.')[0] ?? '') || 'imported',
    description: plain(registryDescription(registry, name)),
    grader: plain(spec['class']),
    ignoreCase: args['ignore_case'] === true,
    at: { file, line: line('class') },
    notes,
  });
}

/** Whether a YAML text is a file of the registry: its entries name a class. */
export function isRegistry(value: unknown): boolean {
  return typeof value === 'object' && value !== null && specsOf(value as Row).length > 0;
}

function specsOf(registry: Row): [string, Row][] {
  return Object.entries(registry).flatMap(([name, spec]) =>
    isMap(spec) && typeof spec['class'] === 'string' ? [[name, spec] as [string, Row]] : [],
  );
}

function isMap(value: Json): value is Row {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** By its own name, or by the short one that leads to it. */
function chosen(registry: Row, file: string, only: string | undefined): [string, Row] {
  const specs = specsOf(registry);
  const names = specs.map(([name]) => name);
  const wanted = only ?? (specs.length === 1 ? names[0] : undefined);
  const head = wanted === undefined ? undefined : registry[wanted];
  const id = isMap(head ?? null) && typeof (head as Row)['id'] === 'string' ? plain((head as Row)['id']) : wanted;
  const found = specs.find(([name]) => name === wanted) ?? specs.find(([name]) => name === id);
  if (found !== undefined) return found;
  const got = only === undefined ? `${specs.length} of them` : `\`${only}\``;
  throw usageError(
    'import-choice',
    `Expected one evaluation of ${file}, got ${got}${only === undefined ? '' : didYouMean(only, names)}`,
    { hint: `Name one with --only: ${listed(names.slice(0, 20))}.` },
  );
}

function registryDescription(registry: Row, name: string): Json | undefined {
  const heads = Object.values(registry).filter(isMap);
  return heads.find((head) => head['id'] === name && head['description'] !== undefined)?.['description'];
}
