import { resolve } from 'node:path';
import { W4sError, usageError } from '../base/errors.ts';
import { writeFileAtomic } from '../base/write-file.ts';
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
 * @throws usage error `unknown-format`, `invalid-option`;
 *   {W4sError} `empty-export`, `invalid-weight`, `file-unwritable`.
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
  const written = { records: 0, bytes: 0 };
  async function* lines(): AsyncGenerator<string> {
    for (const record of records) {
      const line = `${JSON.stringify(record)}\n`;
      written.records += 1;
      written.bytes += Buffer.byteLength(line);
      yield line;
    }
    if (written.records === 0) throw whenEmpty();
  }
  await writeFileAtomic(path, lines(), {
    withFolder: true,
    hint: 'Name another file with --out, or free some disk space.',
  });
  return written;
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
