import type { TaskItem } from '../contract.ts';
import type { DataFile } from '../data/file.ts';
import { parseJsonl, textOf } from '../data/jsonl.ts';
import { f1 } from '../scorers/f1.ts';
import { apart, cut, publishedItems, publishedSplit, questionOf, seedZero } from './cut.ts';
import type { Benchmark, ReadFile, Splits } from './types.ts';

const DEV: DataFile = {
  path: 'drop/drop_v0_dev.jsonl',
  urls: [
    'https://openaipublic.blob.core.windows.net/simple-evals/drop_v0_dev.jsonl.gz',
    'https://raw.githubusercontent.com/fannie1208/W4S/' +
      'd4b078817b1e745d6d25fc8ac7e16bdfbc50975a/datasets/drop_v0_dev.jsonl.gz',
  ],
  sha256: '7a58d35552dc476699d87ee8af0254f63e9f00f5a7f6b8b033e11c933157e186',
  bytes: 3640945,
  gzip: true,
};

/**
 * The development set (the test set is hidden). Its golds are flattened: several spans are one text joined
 * by " and ". Training excludes contexts that also occur in validation or test: 565 contexts occur more than once in
 * the file.
 */
export const drop: Benchmark = {
  name: 'drop',
  kind: 'answer',
  metric: 'f1',
  description:
    'A passage (American football, history, census figures) and a question that needs reading together with ' +
    'counting, adding, subtracting, comparing or sorting. ' +
    'The answer is a number, a date, or one or more short spans of the passage, without explanation; ' +
    'several spans are joined with " and ". ' +
    'It is scored by the F1 of its words against the best of the golds, 0 to 1, without regard to case, ' +
    'articles and punctuation; when the gold holds numbers and the answer none of them, the score is 0.',
  instructions:
    'The answer is a number, a date, or one or more short spans of the passage, several of them joined with " and ".',
  scorer: f1(),
  licence: 'CC-BY-SA-4.0',
  source: 'Dua et al., arXiv 1903.00161; file of github.com/openai/simple-evals',
  variants: {
    '': {
      about:
        'development set in seed-0 order: 128 / 800 with the test items of ADAS, no question in two splits, ' +
        'rest for training',
      files: [DEV],
      sizes: { validation: 128, test: 800, train: 8379 },
      load: async (read) => apart(await adasCut(read)),
    },
    adas: {
      about: '128 / 800 as in ADAS, where three questions of validation stand in test too; rest for training',
      files: [DEV],
      sizes: { validation: 128, test: 800, train: 8382 },
      load: async (read) => withoutRepeats(await adasCut(read)),
    },
    aflow: {
      about:
        'rows of the development set as AFlow publishes them: 200 / 800, five questions of validation stand ' +
        'in test too; rest for training',
      files: [DEV],
      sizes: { validation: 200, test: 800, train: 8325 },
      load: async (read) => {
        const rows = await items(read);
        const { validation, test } = publishedSplit('drop');
        const taken = new Set([...validation, ...test]);
        return withoutRepeats({
          ...publishedItems('drop', rows),
          train: rows.filter((_, row) => !taken.has(row)),
        });
      },
    },
  },
};

/** Without the first and last row. */
async function adasCut(read: ReadFile): Promise<Splits> {
  return cut(seedZero((await items(read)).slice(1, -1)), { validation: 128, test: 800 });
}

function withoutRepeats({ validation = [], test = [], train = [] }: Splits): Splits {
  const seen = new Set([...validation, ...test].map(questionOf));
  return { validation, test, train: train.filter((item) => !seen.has(questionOf(item))) };
}

async function items(read: ReadFile): Promise<TaskItem[]> {
  return parseJsonl(await read(DEV), DEV.path).map((row, index) => ({
    id: `drop/dev/${index}`,
    input: textOf(row, 'context', DEV.path),
    target: textOf(row, 'ref_text', DEV.path),
  }));
}
