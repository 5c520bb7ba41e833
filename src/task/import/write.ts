import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { stringify } from 'yaml';
import type { Imported, ImportedItem } from './contract.ts';

/** The files of an imported task. @param notes What was left out, a line each */
export function taskFiles(imported: Imported, file: string, notes: readonly string[]): Record<string, string> {
  const { items, scorer } = imported;
  const withIds = haveIds(items);
  const withMetadata = items.some(({ metadata }) => metadata !== undefined);
  const rows = items.map(({ id, input, target, metadata }) =>
    JSON.stringify({
      id: withIds ? id : undefined,
      input,
      target,
      metadata: withMetadata ? (metadata ?? null) : undefined,
    }),
  );
  const yaml = taskYaml(imported, { file, notes, withIds, withMetadata });
  const files = { 'task.yaml': yaml, 'items.jsonl': `${rows.join('\n')}\n` };
  return scorer === 'checks' ? { ...files, 'scorer.py': CHECKS } : files;
}

const CHECKS = readFileSync(new URL('./python/checks.py', import.meta.url), 'utf8');

interface Facts {
  file: string;
  notes: readonly string[];
  withIds: boolean;
  withMetadata: boolean;
}

function taskYaml(
  { format, name, description, scorer }: Imported,
  { file, notes, withIds, withMetadata }: Facts,
): string {
  const task = {
    name,
    // What the meta-agent is told.
    description,
    // The input says all that the executor is told.
    instructions: '',
    data: 'items.jsonl',
    split: { validation: 0.5, test: 0.5, seed: 0 },
    fields: {
      id: withIds ? 'id' : undefined,
      input: 'input',
      target: 'target',
      metadata: withMetadata ? ['metadata'] : undefined,
    },
    scorer: scorer === 'checks' ? { python: 'scorer.py' } : scorer,
  };
  const leftOut = notes.length === 0 ? [] : ['# Left out:', ...notes.map((note) => `#   ${note}`)];
  const head = [`# Made from ${JSON.stringify(basename(file))} (${format}) by \`w4s import\`.`, ...leftOut];
  return `${head.join('\n')}\n${stringify(task, { lineWidth: 100 })}`;
}

/** Ids that are not there, or there twice, are no ids: then the line is. */
function haveIds(items: readonly ImportedItem[]): boolean {
  const ids = items.map(({ id }) => id);
  return ids.every((id) => id !== undefined && id.trim() !== '') && new Set(ids).size === ids.length;
}
