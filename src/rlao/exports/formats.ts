import { usageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import { chatExport } from './chat.ts';
import type { Exporter } from './contract.ts';
import { dpoExport } from './dpo.ts';
import { fireworksExport } from './fireworks.ts';
import { ktoExport } from './kto.ts';
import { msSwiftExport } from './ms-swift.ts';
import { w4sExport } from './w4s.ts';

export const EXPORT_FORMATS = ['w4s', 'ms-swift', 'fireworks', 'dpo', 'kto', 'chat'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const EXPORTERS: Record<ExportFormat, Exporter> = {
  w4s: w4sExport,
  'ms-swift': msSwiftExport,
  fireworks: fireworksExport,
  dpo: dpoExport,
  kto: ktoExport,
  chat: chatExport,
};

/** @throws usage error `unknown-format`, which names the nearest. */
export function readFormat(name: string): ExportFormat {
  const format = EXPORT_FORMATS.find((one) => one === name);
  if (format !== undefined) return format;
  const known = EXPORT_FORMATS.join(', ');
  const meant = didYouMean(name, EXPORT_FORMATS);
  throw usageError('unknown-format', `Expected \`format\` to be one of ${known}, got \`${name}\`${meant}`);
}
