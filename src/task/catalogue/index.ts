import { drop } from './drop.ts';
import { gaia } from './gaia.ts';
import { gsm8k } from './gsm8k.ts';
import { gsmHard } from './gsm-hard.ts';
import { gsmPlus } from './gsm-plus.ts';
import { humaneval } from './humaneval.ts';
import { math } from './math.ts';
import { mbpp } from './mbpp.ts';
import { mgsm } from './mgsm.ts';
import { mmluPro } from './mmlu-pro.ts';
import { svamp } from './svamp.ts';
import { POCKET_FAMILIES } from '../../providers/pocket-tasks/index.ts';
import { pocketBenchmark } from './pocket.ts';
import type { Benchmark } from './types.ts';
import { wordProblems } from './word-problems.ts';

export type { Benchmark, Splits, Variant } from './types.ts';

/** The eleven benchmarks of the W4S paper and those that need no data, in the order of `w4s tasks`. */
export const CATALOGUE: readonly Benchmark[] = [
  gsm8k,
  gsmPlus,
  gsmHard,
  svamp,
  mgsm,
  math,
  drop,
  mmluPro,
  humaneval,
  mbpp,
  gaia,
  wordProblems,
  ...POCKET_FAMILIES.map(pocketBenchmark),
];
