import type { Json } from '../../../base/json.ts';
import type { Row } from '../../data/jsonl.ts';
import type { Imported } from '../contract.ts';
import { plainName } from '../source.ts';
import { plain } from '../template.ts';
import { type InspectOptions, inspectTask } from './import.ts';

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
  return inspectTask(rows, file, { notes, name, scorer: scorerOf(log) });
}

function scorerOf(log: Row): string | undefined {
  const named = [listIn(log['results'], 'scores'), listIn(log['eval'], 'scorers')].flat();
  const first = named.find(isMap);
  return first === undefined ? undefined : plain(first['scorer'] ?? first['name']);
}

function listIn(value: Json | undefined, name: string): Json[] {
  return isMap(value ?? null) ? [(value as Row)[name] ?? []].flat() : [];
}

function isMap(value: Json): value is Row {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
