import type { DataFile } from '../data/file.ts';
import { parseJsonl, textOf, type Row } from '../data/jsonl.ts';
import type { TaskItem } from '../contract.ts';
import { unitTests } from '../scorers/unit-tests.ts';
import { publishedItems } from './cut.ts';
import { examplesIn } from './examples-in-prompt.ts';
import type { Benchmark, ReadFile } from './types.ts';

const ALL: DataFile = {
  path: 'humaneval/HumanEval.jsonl',
  urls: [
    'https://raw.githubusercontent.com/openai/human-eval/master/data/HumanEval.jsonl.gz',
    'https://raw.githubusercontent.com/openai/human-eval/' +
      '6d43fb980f9fee3c892a914eda09951f772ad10d/data/HumanEval.jsonl.gz',
  ],
  sha256: 'b796127e635a67f93fb35c04f4cb03cf06f38c8072ee7cee8833d7bee06979ef',
  bytes: 44877,
  gzip: true,
};

/** Docstring examples that the reference solution does not satisfy. */
const WRONG_EXAMPLES: readonly string[] = [
  'assert median([-10, 4, 6, 1000, 10, 20]) == 15.0',
  'assert bf("Earth", "Mercury") == ("Venus")',
  'assert tri(1) == 3',
  'assert tri(4) == 3',
  'assert sort_array([1, 5, 2, 3, 4]) == [1, 2, 3, 4, 5]',
  'assert sort_array([-2, -3, -4, -5, -6]) == [-6, -5, -4, -3, -2]',
];

/**
 * W4S's test split (the same tasks as AFlow's) over the official rows;
 * W4S's own file differs from them by leading newlines only.
 */
export const humaneval: Benchmark = {
  name: 'humaneval',
  kind: 'code',
  metric: 'pass@1',
  description:
    'A Python function is given by its signature and docstring (sometimes with helper functions before it); ' +
    'its body is asked for. ' +
    'The answer is Python source that defines the whole function under the given name, with the imports and ' +
    'helpers it needs, and nothing that runs on import. ' +
    'It scores 1 when all hidden unit tests of the function pass, else 0. ' +
    'The examples in the docstring may be tried before answering.',
  instructions: '',
  scorer: unitTests({ inputIsCode: true }),
  licence: 'MIT',
  source: 'Chen et al., arXiv 2107.03374; github.com/openai/human-eval',
  variants: {
    '': {
      about: '32 / 131: as published by W4S and AFlow, without the validation task that test asks with other brackets',
      files: [ALL],
      sizes: { validation: 32, test: 131 },
      load: async (read) => {
        const { validation, test } = await published(read);
        return { validation: validation.filter(({ id }) => id !== IN_TEST_TOO), test };
      },
    },
    w4s: {
      about: '33 / 131 as published by W4S and AFlow',
      files: [ALL],
      sizes: { validation: 33, test: 131 },
      load: published,
    },
  },
};

/** Correct bracketing of `<` and `>`; task 61 of the test split asks the same for `(` and `)`. */
const IN_TEST_TOO = 'HumanEval/56';

async function published(read: ReadFile): Promise<Record<'validation' | 'test', TaskItem[]>> {
  const rows = parseJsonl(await read(ALL), ALL.path).map(itemOf);
  return publishedItems('humaneval', rows);
}

function itemOf(row: Row): TaskItem {
  const [input, entryPoint] = [textOf(row, 'prompt', ALL.path), textOf(row, 'entry_point', ALL.path)];
  return {
    id: textOf(row, 'task_id', ALL.path),
    input,
    target: textOf(row, 'test', ALL.path),
    entryPoint,
    publicTests: examplesIn(input, entryPoint).filter((example) => !WRONG_EXAMPLES.includes(example)),
    metadata: { reference: `${input}${textOf(row, 'canonical_solution', ALL.path)}` },
  };
}
