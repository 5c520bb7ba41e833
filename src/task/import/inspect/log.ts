import type { Json } from '../../../base/json.ts';
import type { Row } from '../../data/jsonl.ts';
import type { Imported } from '../contract.ts';
import { plainName } from '../source.ts';
import { plain } from '../template.ts';
import { type InspectOptions, inspectTask } from './import.ts';
import type { LoggedScorer } from './kinds.ts';

/** Whether a value is a log of Inspect in JSON. */
export function isInspectLog(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'eval' in value && 'samples' in value;
}

/** A log of Inspect: the samples that it holds, by the scorer that it names. */
export function importInspectLog(log: Row, file: string, { notes }: Pick<InspectOptions, 'notes'>): Imported {
  const evaluation = (log['eval'] ?? {}) as Row;
  const samples = [log['samples'] ?? []].flat().filter((one): one is Row => isMap(one));
  const seen = new Set<string>();
  // Each epoch is a sample of its own there.
  const once = samples.filter(({ id = null }) => {
    const key = plain(id);
    return key === '' || (!seen.has(key) && seen.add(key));
  });
  const rows = once.map((row, index) => ({
    row: { ...row, sandbox: row['sandbox'] ?? evaluation['sandbox'] ?? null },
    line: 1,
    number: index + 1,
  }));
  const name = plainName(plain(evaluation['task']).split('/').at(-1) ?? '') || 'imported';
  return inspectTask(rows, file, { notes, name, scorer: scorerOf(log, (text) => notes.add(text, file)) });
}

/** The first scorer; its results and its entry in the head of the log both may say what it was called with. */
function scorerOf(log: Row, tell: (text: string) => void): LoggedScorer | undefined {
  const named = [listIn(log['results'], 'scores'), listIn(log['eval'], 'scorers')].flat().filter(isMap);
  const nameOf = (one: Row): string => plain(one['scorer'] ?? one['name']);
  const [name, ...others] = new Set(named.map(nameOf));
  if (name === undefined) return undefined;
  for (const other of others) tell(`another scorer, \`${other}\`, is left out`);
  const given = named.filter((one) => nameOf(one) === name).flatMap((one) => [one['options'], one['params']]);
  return { name, params: Object.assign({}, ...given.filter((one) => isMap(one ?? null))) as Row };
}

function listIn(value: Json | undefined, name: string): Json[] {
  return isMap(value ?? null) ? [(value as Row)[name] ?? []].flat() : [];
}

function isMap(value: Json): value is Row {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
