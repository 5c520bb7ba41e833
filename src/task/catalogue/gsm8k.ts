import type { TaskItem } from '../contract.ts';
import type { DataFile } from '../data/file.ts';
import { parseJsonl, textOf } from '../data/jsonl.ts';
import { numeric } from '../scorers/numeric.ts';
import { cut, publishedItems, seedZero } from './cut.ts';
import type { Benchmark, ReadFile } from './types.ts';

const TEST: DataFile = {
  path: 'gsm8k/test.jsonl',
  urls: ['https://raw.githubusercontent.com/openai/grade-school-math/master/grade_school_math/data/test.jsonl'],
  sha256: '3730d312f6e3440559ace48831e51066acaca737f6eabec99bccb9e4b3c39d14',
  bytes: 749738,
};

const TRAIN: DataFile = {
  path: 'gsm8k/train.jsonl',
  urls: ['https://raw.githubusercontent.com/openai/grade-school-math/master/grade_school_math/data/train.jsonl'],
  sha256: '17f347dc51477c50d4efb83959dbb7c56297aba886e5544ee2aaed3024813465',
  bytes: 4166206,
};

/**
 * The test file shuffled as ADAS does is the default; AFlow's cut of the same file and the official split are variants.
 */
export const gsm8k: Benchmark = {
  name: 'gsm8k',
  kind: 'answer',
  metric: 'accuracy',
  description:
    'Grade-school arithmetic told as short English stories. Two to eight steps of addition, subtraction, ' +
    'multiplication and division lead to the answer. ' +
    'The answer is one number, nearly always a whole one, given without unit. ' +
    'It scores 1 when its value equals the gold number, else 0.',
  instructions: '',
  scorer: numeric(),
  licence: 'MIT',
  source: 'Cobbe et al., arXiv 2110.14168; github.com/openai/grade-school-math',
  variants: {
    '': {
      about: 'test file in seed-0 order: 128 / 800 as in ADAS, rest for training',
      files: [TEST],
      sizes: { validation: 128, test: 800, train: 391 },
      load: async (read) => cut(seedZero(await items(read, TEST, 'test')), { validation: 128, test: 800 }),
    },
    aflow: {
      about: 'test file cut as AFlow publishes it: 264 / 1,055',
      files: [TEST],
      sizes: { validation: 264, test: 1055 },
      load: async (read) => {
        return publishedItems('gsm8k', await items(read, TEST, 'test'));
      },
    },
    official: {
      about: 'official test file whole; 128 of the official training file in seed-0 order for validation',
      files: [TRAIN, TEST],
      sizes: { train: 7345, validation: 128, test: 1319 },
      load: async (read) => {
        const train = seedZero(await items(read, TRAIN, 'train'));
        return { validation: train.slice(0, 128), test: await items(read, TEST, 'test'), train: train.slice(128) };
      },
    },
  },
};

async function items(read: ReadFile, file: DataFile, part: string): Promise<TaskItem[]> {
  return parseJsonl(await read(file), file.path).map((row, index) => ({
    id: `gsm8k/${part}/${index}`,
    input: textOf(row, 'question', file.path),
    target: finalNumber(textOf(row, 'answer', file.path)),
  }));
}

/** The number after `####`, thousands commas removed (14 test rows have them). */
function finalNumber(answer: string): string {
  return answer
    .slice(answer.lastIndexOf('####') + 4)
    .trim()
    .replaceAll(',', '');
}
