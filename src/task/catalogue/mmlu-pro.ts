import type { DataFile } from '../data/file.ts';
import { parseJsonl, textOf, type Row } from '../data/jsonl.ts';
import { choice } from '../scorers/choice.ts';
import { seedZeroGroups } from './cut.ts';
import type { Benchmark, Splits } from './types.ts';

const TEST: DataFile = {
  path: 'mmlu-pro/test.jsonl',
  urls: [],
  sha256: '32c67294bd848fbc30e57ae1c500e99919252ecd385600e57e250fb37868dde9',
  bytes: 9819099,
  howTo:
    'MMLU-Pro is published as Parquet. With Python: `from datasets import load_dataset; ' +
    'load_dataset("TIGER-Lab/MMLU-Pro")["test"].to_json("mmlu-pro/test.jsonl")`. ' +
    'The data was corrected in 2025 and 2026, so scores on a fresh copy differ a little from older ones.',
};

/**
 * No small split is published: ours is in seed-0 order, 128 / 800,
 * and keeps the rows that repeat a question together (159 do).
 */
export const mmluPro: Benchmark = {
  name: 'mmlu-pro',
  kind: 'answer',
  metric: 'accuracy',
  description:
    'Multiple-choice questions of university level from fourteen fields (mathematics, physics, chemistry, ' +
    'law, engineering, economics, health, psychology, business, biology, philosophy, computer science, ' +
    'history, other), with three to ten options marked by letters. ' +
    'The answer is the letter of the one right option, A to J, and nothing else. ' +
    'It scores 1 for the right letter, else 0.',
  instructions: 'The answer is the letter of the right option alone.',
  scorer: choice(),
  licence: 'Apache-2.0',
  source: 'Wang et al., arXiv 2406.01574; huggingface.co/datasets/TIGER-Lab/MMLU-Pro',
  variants: {
    '': {
      about: 'test file in seed-0 order, repeated questions kept together: 128 / 800, rest for training (own split)',
      files: [TEST],
      sizes: { validation: 128, test: 800, train: 11104 },
      load: async (read) => {
        const rows = parseJsonl(await read(TEST), TEST.path);
        return packed(seedZeroGroups(rows.map(itemOf), (item) => item.input));
      },
    },
  },
};

/** Fills validation, then test, with whole groups; what does not fit goes to training. */
function packed(groups: ReturnType<typeof itemOf>[][]): Splits {
  const splits = {
    validation: [] as ReturnType<typeof itemOf>[],
    test: [] as ReturnType<typeof itemOf>[],
    train: [] as ReturnType<typeof itemOf>[],
  };
  for (const group of groups) {
    if (splits.validation.length + group.length <= 128) splits.validation.push(...group);
    else if (splits.test.length + group.length <= 800) splits.test.push(...group);
    else splits.train.push(...group);
  }
  return splits;
}

/** `answer` is the gold: for question 3983 `answer_index` contradicts it and is wrong. */
function itemOf(row: Row) {
  const options = (row['options'] as string[]).map((option) => String(option).trim());
  const lettered = options.map((option, index) => `${String.fromCharCode(65 + index)}. ${option}`);
  return {
    id: `mmlu-pro/${String(row['question_id'])}`,
    input: [textOf(row, 'question', TEST.path), '', ...lettered].join('\n'),
    target: textOf(row, 'answer', TEST.path),
    metadata: { options, field: row['category'] ?? '' },
  };
}
