import { dirname } from 'node:path';
import type { Json } from '../../../base/json.ts';
import { headOf } from '../../../base/clip.ts';
import type { Row } from '../../data/jsonl.ts';
import { readYaml } from '../../own/yaml-document.ts';
import { type Check, type Imported, type ImportedItem, checked, isLeftOut } from '../contract.ts';
import type { Notes } from '../notes.ts';
import { invalid, nameOf, readNamed } from '../source.ts';
import { isUnreadable, namesIn, plain, render } from '../template.ts';
import { checkOf } from './assertions.ts';
import { promptOf } from './prompts.ts';
import { resolved } from './references.ts';
import { type PlacedTest, isRow, testsOf } from './tests.ts';
import { varsOf, variablesOf } from './variables.ts';

/**
 * A promptfoo config: each test becomes an item whose input is the first prompt with the test's variables, scored by
 * the test's assertions.
 * Source: promptfoo.dev/docs/configuration/reference and /expected-outputs.
 */
export function importPromptfoo(text: string, file: string, notes: Notes): Imported {
  const document = readYaml(text, file);
  const config = resolved(document.value as Json);
  if (!isRow(config)) throw invalid(file, 1, 'Expected a map with `prompts` and `tests`.');
  const folder = dirname(file);
  const lineOf = (field: string): number | undefined => document.problems([{ path: [field], message: '' }])[0]?.line;
  const prompt = promptOf({ prompts: config['prompts'], folder, file, line: lineOf('prompts'), notes });
  for (const field of ['scenarios', 'redteam', 'nunjucksFilters', 'extensions'])
    if (config[field] !== undefined) notes.add(`\`${field}\` is left out`, file, lineOf(field));
  const given = { prompt, folder, standard: standardOf(config['defaultTest'], { file, folder, notes }), notes };
  const tests = testsOf({ document, tests: config['tests'], file, folder, notes });
  return {
    format: 'promptfoo',
    name: nameOf(file),
    description: descriptionOf(plain(config['description']), prompt),
    scorer: 'checks',
    items: tests.flatMap((test) => itemsOf(test, given)),
  };
}

interface Given {
  prompt: string;
  folder: string;
  /** What holds for every test. */
  standard: Row;
  notes: Notes;
}

function standardOf(
  test: Json | undefined,
  { file, folder, notes }: { file: string; folder: string; notes: Notes },
): Row {
  if (typeof test !== 'string') return isRow(test) ? test : {};
  const path = test.replace(/^file:\/\//, '');
  const text = readNamed(path, folder, (reason) => notes.add(`\`defaultTest\` is left out: ${reason}`, file));
  const value = text === undefined ? {} : (readYaml(text, path).value as Json);
  return isRow(value) ? value : {};
}

function descriptionOf(description: string, prompt: string): string {
  const about = description.trim() === '' ? '' : `${description.trim()}\n`;
  const shown = prompt.length > 1_500 ? `${headOf(prompt, 1_500)}...` : prompt;
  return (
    `${about}The input is a whole prompt, made from this template:\n${shown}\n` +
    'An answer scores 1 when it passes the checks of its item (texts that it has to equal, contain or match), else 0.'
  );
}

function itemsOf({ test, file, line }: PlacedTest, { prompt, folder, standard, notes }: Given): ImportedItem[] {
  const leave = (reason: string): ImportedItem[] => {
    notes.add(`a test is left out: ${reason}`, file, line);
    return [];
  };
  const options = { ...mapOf(standard['options']), ...mapOf(test['options']) };
  if (options['transform'] !== undefined || options['postprocess'] !== undefined)
    return leave('code transforms its answer before it is checked');
  const expand = options['disableVarExpansion'] !== true;
  const [common, own] = [varsOf(standard['vars'], folder), varsOf(test['vars'], folder)];
  if (typeof common === 'string') return leave(`in \`defaultTest\`, ${common}`);
  if (typeof own === 'string') return leave(own);
  const rows = variablesOf({ ...common, ...own }, { folder, expand });
  if (typeof rows === 'string') return leave(rows);
  const always = mapOf(test['options'])['disableDefaultAsserts'] === true ? [] : flat(standard['assert']);
  const asserted = [...always, ...flat(test['assert'])];
  if (asserted.length === 0) return leave('it asserts nothing');
  const threshold = test['threshold'] ?? standard['threshold'];
  const template = `${plain(options['prefix'])}${prompt}${plain(options['suffix'])}`;
  return rows.flatMap((vars) => {
    const input = render(template, vars);
    if (isUnreadable(input)) return leave(input.fault);
    if (input.trim() === '') return leave('its prompt is empty');
    for (const name of namesIn(template))
      if (!Object.hasOwn(vars, name))
        notes.add(`a test does not define \`{{${name}}}\` of the prompt: nothing stands there`, file, line);
    const checks = checksOf(asserted, vars, (reason) => notes.add(`an assertion is left out: ${reason}`, file, line));
    if (checks.length === 0) return leave('none of its assertions is taken over');
    return [{ input, target: checked(checks, typeof threshold === 'number' ? threshold : undefined), line }];
  });
}

function checksOf(asserted: readonly Row[], vars: Row, leave: (reason: string) => void): Check[] {
  return asserted.flatMap((assertion) => {
    if (assertion['type'] === 'assert-set') {
      if (assertion['threshold'] === undefined) return checksOf(flat(assertion['assert']), vars, leave);
      leave('assert-set with a threshold');
      return [];
    }
    if (assertion['weight'] === 0) return []; // it is only looked at
    const check = checkOf(assertion, vars);
    if (!isLeftOut(check)) return [check];
    leave(check.left);
    return [];
  });
}

function flat(assert: Json | undefined): Row[] {
  return [assert ?? []].flat().filter(isRow);
}

function mapOf(value: Json | undefined): Row {
  return isRow(value) ? value : {};
}
