import { readdirSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { Json } from '../../../base/json.ts';
import { headOf } from '../../../base/clip.ts';
import type { Row } from '../../data/jsonl.ts';
import { parseRows, rowFormat } from '../../own/rows.ts';
import { type YamlDocument, readYaml } from '../../own/yaml-document.ts';
import type { Notes } from '../notes.ts';
import { readNamed } from '../source.ts';
import { testOfRow } from './csv-tests.ts';

/** A test case as the config has it, and where. */
export interface PlacedTest {
  test: Row;
  file: string;
  line: number;
}

export interface TestsSource {
  document: YamlDocument;
  tests: Json | undefined;
  file: string;
  folder: string;
  notes: Notes;
}

/** The test cases of a config, those in files that it names among them. */
export function testsOf({ document, tests, file, folder, notes }: TestsSource): PlacedTest[] {
  const listed = Array.isArray(tests) ? tests : [tests ?? []].flat();
  const line = (index: number): number =>
    document.problems([{ path: Array.isArray(tests) ? ['tests', index] : ['tests'], message: '' }])[0]?.line ?? 1;
  return listed.flatMap((test, index) => {
    const at = line(index);
    if (typeof test === 'string' || typeof pathIn(test) === 'string') {
      const path = typeof test === 'string' ? test : String(pathIn(test));
      const leave = (reason: string): void => notes.add(`tests are left out: ${reason}`, file, at);
      return named(path.replace(/^file:\/\//, ''), folder).flatMap((one) => fromFile(one, folder, leave));
    }
    if (isRow(test)) return [{ test, file, line: at }];
    notes.add('a test is left out: it is no map', file, at);
    return [];
  });
}

export function isRow(value: Json | undefined): value is Row {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Tests from a file or a program may stand as a map with its path. */
function pathIn(test: Json): Json | undefined {
  return isRow(test) && test['vars'] === undefined && test['assert'] === undefined ? test['path'] : undefined;
}

/** The files that a name with one star in its last part stands for, in order; itself where there are none. */
export function named(path: string, folder: string): string[] {
  const place = dirname(path);
  const [before = '', after, ...more] = basename(path).split('*');
  if (after === undefined || more.length > 0 || isAbsolute(path) || path.includes('..')) return [path];
  const isMeant = (name: string): boolean =>
    name.startsWith(before) && name.endsWith(after) && name.length >= before.length + after.length;
  try {
    const found = readdirSync(join(folder, place)).filter(isMeant).toSorted();
    return found.length === 0 ? [path] : found.map((name) => join(place, name));
  } catch {
    return [path];
  }
}

function fromFile(path: string, folder: string, leave: (reason: string) => void): PlacedTest[] {
  const isYaml = /\.ya?ml$/i.test(path);
  if (/^[a-z]+:\/\//.test(path) || /[*?{]/.test(path) || (!isYaml && rowFormat(path) === undefined)) {
    leave(`\`${headOf(path, 100)}\` is no YAML, JSON or CSV file here`);
    return [];
  }
  const text = readNamed(path, folder, leave);
  if (text === undefined) return [];
  if (!isYaml) {
    const isTable = /\.[ct]sv(\.gz)?$/i.test(path);
    return parseRows(text, path).map(({ row, line }) => ({ test: isTable ? testOfRow(row) : row, file: path, line }));
  }
  const document = readYaml(text, path);
  const value = document.value as Json;
  if (!Array.isArray(value)) {
    leave(`\`${path}\` holds no list`);
    return [];
  }
  return value.flatMap((test, index) =>
    isRow(test) ? [{ test, file: path, line: document.problems([{ path: [index], message: '' }])[0]?.line ?? 1 }] : [],
  );
}
