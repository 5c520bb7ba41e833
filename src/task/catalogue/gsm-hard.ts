import type { DataFile } from '../data/file.ts';
import { parseJsonl, textOf, valueOf } from '../data/jsonl.ts';
import { gsmHardTolerance, numeric } from '../scorers/numeric.ts';
import { cut, seedZero } from './cut.ts';
import type { Benchmark, ReadFile } from './types.ts';

const ALL: DataFile = {
  path: 'gsm-hard/gsmhardv2.jsonl',
  urls: [
    'https://huggingface.co/datasets/reasoning-machines/gsm-hard/resolve/main/gsmhardv2.jsonl',
    'https://raw.githubusercontent.com/reasoning-machines/pal/' +
      'f81ca2a9777f002f98a6b4d0f10b61bd5c8feb02/datasets/gsmhardv2.jsonl',
  ],
  sha256: '2032b0188a49ac0ec38cbe1e695e7d62d6dddc44bbb64f920728aca710e9ddef',
  bytes: 1138151,
};

/**
 * W4S's own split is the default (its training rows, [628:828] and [828:], are one split here); ADAS's test is longer.
 */
export const gsmHard: Benchmark = {
  name: 'gsm-hard',
  kind: 'answer',
  metric: 'accuracy',
  description:
    'Grade-school arithmetic stories in which one small number was replaced by a very large one, so that ' +
    'exact calculation is the hard part. ' +
    'Results may be negative, fractional or absurd in real life; they are still what the arithmetic gives. ' +
    'The answer is one number, unrounded, without unit. ' +
    'It scores 1 when it differs from the gold number by less than 0.1 (for golds under 1 by less than a ' +
    'tenth of the gold), else 0.',
  instructions: '',
  scorer: numeric({ tolerance: gsmHardTolerance }),
  licence: 'Apache-2.0',
  source: 'Gao et al., arXiv 2211.10435; huggingface.co/datasets/reasoning-machines/gsm-hard',
  variants: {
    '': {
      about: 'seed-0 order: 128 / 500 as in W4S, rest for training',
      files: [ALL],
      sizes: { validation: 128, test: 500, train: 691 },
      load: async (read) => cut(await items(read), { validation: 128, test: 500 }),
    },
    adas: {
      about: 'seed-0 order: 128 / 800 as in ADAS, rest for training',
      files: [ALL],
      sizes: { validation: 128, test: 800, train: 391 },
      load: async (read) => cut(await items(read), { validation: 128, test: 800 }),
    },
  },
};

async function items(read: ReadFile) {
  const rows = parseJsonl(await read(ALL), ALL.path);
  return seedZero(
    rows.map((row, index) => ({
      id: `gsm-hard/${index}`,
      input: textOf(row, 'input', ALL.path),
      target: valueOf(row, 'target', ALL.path),
    })),
  );
}
