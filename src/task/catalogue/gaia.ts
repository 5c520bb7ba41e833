import { type ItemFile, listFiles, withFileNames } from '../../attachments/index.ts';
import type { TaskItem } from '../contract.ts';
import type { DataFile } from '../data/file.ts';
import { parseJsonl, textOf, type Row } from '../data/jsonl.ts';
import { gaia as scorer } from '../scorers/gaia.ts';
import { cut, seedZero } from './cut.ts';
import type { Benchmark, ReadFile, Variant } from './types.ts';

/** The validation part: the only one whose answers are published. */
const METADATA: DataFile = {
  path: 'gaia/metadata.jsonl',
  elsewhere: ['gaia/2023/validation/metadata.jsonl'],
  urls: [],
  sha256: '',
  bytes: 0,
  howTo:
    'GAIA is gated: accept its terms at https://huggingface.co/datasets/gaia-benchmark/GAIA, and download ' +
    'its folder with your own token as gaia/, or 2023/validation/metadata.jsonl with the files beside it as ' +
    'gaia/metadata.jsonl. Do not publish it.',
};

const FILE_NOTE = 'This question comes with the file';

export const gaia: Benchmark = {
  name: 'gaia',
  besides: METADATA,
  kind: 'answer',
  metric: 'accuracy',
  description:
    'Questions for a general assistant that take several steps of looking up, reading and calculating; ' +
    'some come with a file. ' +
    'The answer is short: a number without unit or thousands commas (unless asked for), a few words without ' +
    'articles or abbreviations, or a comma-separated list of these. ' +
    'It scores 1 when it equals the gold after normalising numbers, white space, case and punctuation, else 0.',
  instructions:
    'The answer is short: a number without unit or thousands commas (unless asked for), a few words without ' +
    'articles or abbreviations, or a comma-separated list of these.',
  scorer: scorer(),
  licence: 'gated; terms of the dataset page',
  source: 'Mialon et al., arXiv 2311.12983; huggingface.co/datasets/gaia-benchmark/GAIA',
  variants: {
    '': variant('questions with published answers in seed-0 order: 40% / 60% (own split)', () => true),
    text: variant('the same without the questions that come with a file', (row) => !row['file_name']),
  },
};

function variant(about: string, keep: (row: Row) => boolean): Variant {
  return {
    about,
    files: [METADATA],
    sizes: {},
    load: async (read, { folder }) => {
      const rows = await rowsOf(read);
      const items = seedZero(rows.filter(keep).map((row) => itemOf(row, folder)));
      const validation = Math.round(items.length * 0.4);
      return cut(items, { validation, test: items.length - validation });
    },
  };
}

/** Rows of the hidden test part carry `?` as the answer. */
async function rowsOf(read: ReadFile): Promise<Row[]> {
  return parseJsonl(await read(METADATA), METADATA.path).filter(
    (row) => !['', '?', 'undefined'].includes(String(row['Final answer']).trim()),
  );
}

function itemOf(row: Row, folder: string | undefined): TaskItem {
  const question = textOf(row, 'Question', METADATA.path);
  const file = typeof row['file_name'] === 'string' ? row['file_name'] : '';
  const files = file === '' || folder === undefined ? undefined : found(file, folder);
  return {
    id: `gaia/${textOf(row, 'task_id', METADATA.path)}`,
    input: inputOf(question, file, files),
    target: String(row['Final answer']),
    metadata: { level: Number(row['Level']), file },
    files,
  };
}

/** Nothing for a copy without its files. */
function found(file: string, folder: string): ItemFile[] | undefined {
  const listed = listFiles([file], folder);
  return typeof listed === 'string' ? undefined : listed;
}

function inputOf(question: string, file: string, files: readonly ItemFile[] | undefined): string {
  if (files !== undefined) return withFileNames(question, files);
  return file === '' ? question : `${question}\n\n${FILE_NOTE} ${file}, which is not available.`;
}
