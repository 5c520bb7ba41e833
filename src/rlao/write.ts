import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { makeFolder } from '../base/make-folder.ts';
import { W4sError, messageOf, usageError } from '../base/errors.ts';
import type { Dataset } from './dataset.ts';
import { EXPORTERS, type ExportFormat, readFormat } from './exports/formats.ts';
import type { Exported } from './exports/contract.ts';
import type { TrainingRow } from './rows.ts';
import { datasetSettings, exportFormat } from './settings.ts';

export interface ExportOptions {
  /** One of `EXPORT_FORMATS`. @default 'w4s' */
  format?: string;
  /** The output file; an existing one is replaced once the new one is complete. */
  path: string;
  /** For formats that resample or shuffle. @default 0 */
  seed?: number;
}

/** What was written, and what the format could not express. */
export interface ExportFacts extends Omit<Exported, 'records'> {
  format: ExportFormat;
  path: string;
  records: number;
  bytes: number;
}

/**
 * Writes a data set for a trainer: line by line to a temporary file, which replaces the target when complete.
 * @throws usage error `unknown-format`, `invalid-option`; {W4sError} `empty-export`, `invalid-weight`, `export-failed`.
 */
export async function writeExport(
  { rows, facts }: Dataset,
  {
    format: name = exportFormat.parse(undefined),
    path,
    seed = datasetSettings.shape.seed.parse(undefined),
  }: ExportOptions,
): Promise<ExportFacts> {
  const format = readFormat(name);
  if (facts.weights === 'resample' && (format === 'dpo' || format === 'kto')) {
    throw usageError('invalid-option', `Format \`${format}\` has no weights, so \`weights\` can't be \`resample\``, {
      hint: 'Leave --weights away.',
    });
  }
  const wrong = rows.find(({ weight, reward }) => !Number.isFinite(weight) || weight < 0 || !Number.isFinite(reward));
  if (wrong !== undefined) throw badWeight(wrong);
  if (rows.length === 0) throw emptyExport(format, {});
  const { records, ...rest } = EXPORTERS[format](rows, { seed });
  const written = await writeLines(resolve(path), records, () => emptyExport(format, rest.leftOut));
  return { format, path: resolve(path), ...written, ...rest };
}

async function writeLines(
  path: string,
  records: Iterable<object>,
  whenEmpty: () => W4sError,
): Promise<{ records: number; bytes: number }> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.tmp`);
  try {
    await makeFolder(dirname(path));
    const written = await writeDurably(temporary, records);
    if (written.records === 0) throw whenEmpty();
    await rename(temporary, path);
    return written;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (error instanceof W4sError) throw error;
    throw new W4sError('export-failed', `\`${path}\` can't be written: ${messageOf(error)}`, {
      cause: error,
      hint: 'Name another file with --out, or free some disk space.',
    });
  }
}

async function writeDurably(path: string, records: Iterable<object>): Promise<{ records: number; bytes: number }> {
  const file = await open(path, 'wx');
  try {
    let count = 0;
    let bytes = 0;
    for (const record of records) {
      const line = Buffer.from(`${JSON.stringify(record)}\n`);
      await file.appendFile(line);
      count += 1;
      bytes += line.length;
    }
    await file.sync();
    return { records: count, bytes };
  } finally {
    await file.close();
  }
}

function badWeight({ id, reward, weight }: TrainingRow): W4sError {
  const expected = `Expected row \`${id}\` to have a finite reward and a weight of at least 0`;
  return new W4sError('invalid-weight', `${expected}, got reward \`${reward}\` and weight \`${weight}\``);
}

function emptyExport(format: ExportFormat, leftOut: Record<string, number>): W4sError {
  const reasons = Object.entries(leftOut)
    .map(([reason, count]) => `${count} ${reason}`)
    .join(', ');
  const without = reasons === '' ? '' : ` (left out: ${reasons})`;
  return new W4sError('empty-export', `Expected lines for format \`${format}\`, got none${without}`, {
    hint:
      format === 'dpo'
        ? 'A pair needs a state whose actions earned different rewards: collect more, with several candidates per turn.'
        : 'Run `w4s dataset show` to see what the data holds.',
    facts: { leftOut },
  });
}
