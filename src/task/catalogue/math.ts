import type { TaskItem } from '../contract.ts';
import type { DataFile } from '../data/file.ts';
import { parseJsonl, textOf, type Row } from '../data/jsonl.ts';
import { boxed } from '../scorers/answer/box.ts';
import { mathematics } from '../scorers/mathematics.ts';
import { cut, publishedItems, seedZero } from './cut.ts';
import type { Benchmark, ReadFile } from './types.ts';

const MATH_500: DataFile = {
  path: 'math/math500_test.jsonl',
  urls: ['https://huggingface.co/datasets/HuggingFaceH4/MATH-500/resolve/main/test.jsonl'],
  sha256: '35dc41080a3680858b27fa7e0533d2d547825316fc5dafe5d316f4ccc5a06132',
  bytes: 446564,
};

const FULL_TEST: DataFile = {
  path: 'math/test.jsonl',
  urls: [
    'https://raw.githubusercontent.com/ZubinGou/math-evaluation-harness/' +
      'db77bc6bb2a17c90ed2d63e88ebd8c40a82858c5/data/math/test.jsonl',
  ],
  sha256: '3371949f33dd702d04b43fddd7d53a028de0aaca0e76abb1b875a050297b3aa4',
  bytes: 4101364,
};

/**
 * MATH-500 is the default: it is small, covers all subjects and levels, and is available separately. AFlow's cut is the
 * hard end of four subjects.
 */
export const math: Benchmark = {
  name: 'math',
  kind: 'answer',
  metric: 'accuracy',
  description:
    'Competition mathematics from seven subjects (prealgebra, algebra, intermediate algebra, number theory, ' +
    'counting and probability, geometry, precalculus), stated in English with LaTeX; ' +
    'some problems hold a drawing as Asymptote code. The answer is the final result alone, as LaTeX: ' +
    'a number, fraction, expression, tuple, interval, set, matrix or short word, exact and not rounded. ' +
    'It scores 1 when it is mathematically equal to the gold result, else 0.',
  instructions: 'The answer is the final result alone, exact and not rounded, as LaTeX.',
  scorer: mathematics(),
  licence: 'MIT',
  source: 'Hendrycks et al., arXiv 2103.03874; Lightman et al., arXiv 2305.20050 (MATH-500)',
  variants: {
    '': {
      about: 'MATH-500 in seed-0 order: 128 / 372 (own split)',
      files: [MATH_500],
      sizes: { validation: 128, test: 372 },
      load: async (read) => {
        const rows = parseJsonl(await read(MATH_500), MATH_500.path);
        return cut(seedZero(rows.map((row) => itemOf(row, textOf(row, 'unique_id', MATH_500.path)))), {
          validation: 128,
          test: 372,
        });
      },
    },
    aflow: {
      about: '605 problems of level 5 in four subjects as AFlow publishes them: 119 / 486',
      files: [FULL_TEST],
      sizes: { validation: 119, test: 486 },
      load: async (read) => {
        return publishedItems('math', await fullTest(read));
      },
    },
    full: {
      about:
        'MATH-500 whole as test; 128 of the other 4,500 official test problems in seed-0 order for ' +
        'validation, rest for training',
      files: [FULL_TEST, MATH_500],
      sizes: { validation: 128, test: 500, train: 4372 },
      load: async (read) => {
        const test = parseJsonl(await read(MATH_500), MATH_500.path).map((row) =>
          itemOf(row, textOf(row, 'unique_id', MATH_500.path)),
        );
        const taken = new Set(test.map((item) => item.input));
        const others = seedZero((await fullTest(read)).filter((item) => !taken.has(item.input)));
        return { validation: others.slice(0, 128), test, train: others.slice(128) };
      },
    },
  },
};

async function fullTest(read: ReadFile): Promise<TaskItem[]> {
  return parseJsonl(await read(FULL_TEST), FULL_TEST.path).map((row, index) => itemOf(row, `test/${index}`));
}

function itemOf(row: Row, id: string): TaskItem {
  const solution = textOf(row, 'solution', 'math');
  return {
    id: `math/${id}`,
    input: textOf(row, 'problem', 'math'),
    target: row['answer'] ?? boxed(solution) ?? '',
    metadata: { subject: row['subject'] ?? row['type'] ?? '', level: Number(String(row['level']).replace(/\D/g, '')) },
  };
}
