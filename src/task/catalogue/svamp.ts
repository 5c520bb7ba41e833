import type { DataFile } from '../data/file.ts';
import { textOf, valueOf, type Row } from '../data/jsonl.ts';
import { numeric } from '../scorers/numeric.ts';
import { cut, seedZero } from './cut.ts';
import type { Benchmark } from './types.ts';

const ALL: DataFile = {
  path: 'svamp/SVAMP.json',
  urls: [
    'https://raw.githubusercontent.com/arkilpatel/SVAMP/main/SVAMP.json',
    'https://raw.githubusercontent.com/arkilpatel/SVAMP/689d7ccac74b9983a2ac7cc3b264f441b99e7c53/SVAMP.json',
  ],
  sha256: '5be77703a6d891ae476d7c082787ad361392aa02453b132516cdd5f4e7934e3e',
  bytes: 339970,
};

/**
 * The golds are kept as published: `chal-680` says 1 where 5 is right.
 * Body and question are joined by a newline, since 358 bodies end without a full stop.
 */
export const svamp: Benchmark = {
  name: 'svamp',
  kind: 'answer',
  metric: 'accuracy',
  description:
    'One-step and two-step arithmetic stories for elementary school, worded so that surface cues mislead: ' +
    'facts that are not needed, changed order, another question to the same story. ' +
    'The answer is one whole number without unit. It scores 1 when its value equals the gold number, else 0.',
  instructions: '',
  scorer: numeric(),
  licence: 'MIT',
  source: 'Patel et al., arXiv 2103.07191; github.com/arkilpatel/SVAMP',
  variants: {
    '': {
      about: 'seed-0 order: 128 / 800 as in ADAS, rest for training',
      files: [ALL],
      sizes: { validation: 128, test: 800, train: 72 },
      load: async (read) => {
        const rows = JSON.parse(await read(ALL)) as Row[];
        const items = rows.map((row) => ({
          id: `svamp/${textOf(row, 'ID', ALL.path)}`,
          input: `${textOf(row, 'Body', ALL.path).trim()}\n${textOf(row, 'Question', ALL.path).trim()}`,
          target: valueOf(row, 'Answer', ALL.path),
        }));
        return cut(seedZero(items), { validation: 128, test: 800 });
      },
    },
  },
};
