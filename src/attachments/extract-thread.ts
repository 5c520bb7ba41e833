import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../base/errors.ts';
import { headOf } from '../base/clip.ts';
import type { Extracted } from './read.ts';

const { kind, bytes, most } = workerData as { kind: 'pdf' | 'xlsx'; bytes: Uint8Array; most: number };

// What fails to load is not the document's fault, and ends the thread.
const textOf = await (kind === 'pdf' ? pdfReader() : sheetsReader());
const extracted: Extracted = await textOf().then(
  (text) => ({ text: headOf(text, most) }),
  (error: unknown) => ({ error: messageOf(error) }),
);
parentPort?.postMessage(extracted);

type TextOf = () => Promise<string>;

async function pdfReader(): Promise<TextOf> {
  const { extractText } = await import('unpdf');
  return async () => {
    const { text } = await extractText(bytes, { mergePages: false });
    return text.map((page, i) => `--- page ${i + 1} of ${text.length}\n${page.trim()}`).join('\n\n');
  };
}

async function sheetsReader(): Promise<TextOf> {
  const { default: readSheets } = await import('read-excel-file/node');
  return async () => {
    const sheets = await readSheets(Buffer.from(bytes));
    return sheets.map(({ sheet, data }) => `--- sheet ${sheet}\n${data.map(rowText).join('\n')}`).join('\n\n');
  };
}

/** As a line of CSV. */
function rowText(row: readonly unknown[]): string {
  return row.map(cellText).join(',');
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  const text = cell instanceof Date ? cell.toISOString().replace('T00:00:00.000Z', '') : String(cell);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
