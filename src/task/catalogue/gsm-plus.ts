import type { DataFile } from '../data/file.ts';
import { parseJsonl, textOf } from '../data/jsonl.ts';
import { numeric } from '../scorers/numeric.ts';
import { cut, seedZeroGroups } from './cut.ts';
import type { Benchmark } from './types.ts';

const TESTMINI: DataFile = {
  path: 'gsm-plus/testmini.jsonl',
  urls: [
    'https://huggingface.co/datasets/qintongli/GSM-Plus/resolve/main/data/testmini-00000-of-00001.jsonl',
    'https://raw.githubusercontent.com/qtli/GSM-Plus/' +
      '3474129ec12fcd3e8ac08cb037aca1928efca98c/dataset/gsmplus_testmini.jsonl',
  ],
  sha256: '6653b4b941956da12ba0af2eae660800db13a901123553b163b77be2d20eb7d5',
  bytes: 3128556,
};

/**
 * No split is published: ours keeps the eight variations of a seed question together,
 * 16 / 100 / 184 seed questions in seed-0 order.
 */
export const gsmPlus: Benchmark = {
  name: 'gsm-plus',
  kind: 'answer',
  metric: 'accuracy',
  description:
    'Grade-school arithmetic stories, each changed in one of eight ways: ' +
    'other numbers, longer numbers, decimals or fractions, an added or reversed step, ' +
    'other words, a distracting sentence, or a missing fact. The answer is one number without unit. ' +
    'In one question of eight a needed fact is missing; the right answer is then the text None. ' +
    'A number scores 1 when it equals the gold number (or rounds to it, where the gold is a decimal), else 0.',
  instructions: 'Where a fact that the answer needs is missing, the answer is None.',
  scorer: numeric({ unanswerable: true }),
  licence: 'CC-BY-SA-4.0',
  source: 'Li et al., arXiv 2402.19255; huggingface.co/datasets/qintongli/GSM-Plus',
  variants: {
    '': {
      about:
        'testmini in seed-0 order of its 300 seed questions, variations kept together: ' +
        '128 / 800, rest for training (own split)',
      files: [TESTMINI],
      sizes: { validation: 128, test: 800, train: 1472 },
      load: async (read) => {
        const rows = parseJsonl(await read(TESTMINI), TESTMINI.path).map((row, index) => ({
          group: textOf(row, 'seed_question', TESTMINI.path),
          item: {
            id: `gsm-plus/${index}`,
            input: textOf(row, 'question', TESTMINI.path),
            target: textOf(row, 'answer', TESTMINI.path),
            metadata: { variation: textOf(row, 'perturbation_type', TESTMINI.path) },
          },
        }));
        const grouped = seedZeroGroups(rows, (row) => row.group).flat();
        return cut(
          grouped.map((row) => row.item),
          { validation: 128, test: 800 },
        );
      },
    },
  },
};
