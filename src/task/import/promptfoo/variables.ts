import { dirname, extname } from 'node:path';
import type { Json } from '../../../base/json.ts';
import type { Row } from '../../data/jsonl.ts';
import { readYaml } from '../../own/yaml-document.ts';
import { readNamed } from '../source.ts';
import { isUnreadable, render } from '../template.ts';
import { isRow, named } from './tests.ts';

/**
 * The variables of a test as a map, also out of a file or several, of which the last says most. A reason where they
 * can't be had.
 */
export function varsOf(vars: Json | undefined, folder: string): Row | string {
  if (vars === undefined || vars === null) return {};
  if (isRow(vars)) return vars;
  const paths = [vars].flat();
  if (!paths.every((path) => typeof path === 'string')) return 'its variables are no map';
  let read: Row = {};
  for (const path of paths.flatMap((one) => named(one.replace(/^file:\/\//, ''), folder))) {
    if (!/\.(?:ya?ml|json)$/i.test(path)) return `its variables come from \`${path}\`, which is no YAML or JSON file`;
    let reason = `\`${path}\` holds no map of variables`;
    const text = readNamed(path, folder, (why) => void (reason = why));
    const value = text === undefined ? undefined : (readYaml(text, path).value as Json);
    if (!isRow(value)) return `its variables: ${reason}`;
    read = { ...read, ...value };
  }
  return read;
}

/** Tests that one may stand for. */
const MOST = 10_000;

/**
 * The variables of a test, once for each choice where they are lists, as promptfoo combines them; texts are filled in
 * with the other variables. A reason where they can't be had.
 */
export function variablesOf(vars: Row, { folder, expand }: { folder: string; expand: boolean }): Row[] | string {
  const entries: [string, Json[]][] = [];
  for (const [name, given] of Object.entries(vars)) {
    const choices = expand && Array.isArray(given) ? given : [given];
    const read: Json[] = [];
    for (const one of choices) {
      const value = fromFile(one, folder);
      if (value === undefined) return `the variable \`${name}\` comes from a file that is no text here`;
      read.push(value);
    }
    entries.push([name, read]);
  }
  const count = entries.reduce((product, [, choices]) => product * choices.length, 1);
  if (count > MOST) return `its variables combine to more than ${MOST.toLocaleString('en-US')} tests`;
  let rows: Row[] = [{}];
  for (const [name, choices] of entries) rows = rows.flatMap((row) => choices.map((one) => ({ ...row, [name]: one })));
  return rows.map(nested);
}

/** Values that are templates themselves. */
function nested(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (typeof value !== 'string' || !value.includes('{{')) return [name, value];
      const filled = render(value, row);
      return [name, isUnreadable(filled) ? value : filled];
    }),
  );
}

const TEXTS = new Set(['.txt', '.md', '.json', '.html', '.csv', '.yaml', '.yml', '.xml', '.sql']);

function fromFile(value: Json, folder: string): Json | undefined {
  if (typeof value !== 'string' || !value.startsWith('file://')) return value;
  const path = value.slice(7);
  if (!TEXTS.has(extname(path).toLowerCase())) return undefined;
  return readNamed(path, folder || dirname(path), () => {});
}
