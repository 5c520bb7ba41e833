import { expect, it } from 'vitest';
import { planContexts } from './plan.ts';

const pocket = {
  fileBytes: 6e6,
  cacheBytesPerToken: 8192,
  cacheBytes: 4 * 2 ** 30,
  trainedContext: 384,
  threads: 2,
  batchable: true,
  blocks: true,
};
/** Figures of a 1.5B file in 4 bits: 28 layers with 2 heads of 128 for keys and values. */
const real = { ...pocket, fileBytes: 1.1e9, cacheBytesPerToken: 28_672, trainedContext: 32_768 };
const seven = { ...pocket, fileBytes: 4.7e9, cacheBytesPerToken: 57_344, trainedContext: 131_072, threads: 8 };

it.each([
  [
    'a pocket model on two cores',
    pocket,
    { contextSize: 384, contexts: 2, sequences: 32, threadsPerContext: 1, cacheType: 'Q8_0', long: undefined },
  ],
  ['on sixteen cores', { ...pocket, threads: 16 }, { contexts: 4, threadsPerContext: 4 }],
  ['on one', { ...pocket, threads: 1 }, { contexts: 1, sequences: 32, threadsPerContext: 1 }],
  [
    'weights in floating point',
    { ...pocket, batchable: false },
    { contexts: 2, sequences: 1, cacheType: 'F16', long: undefined },
  ],
  ['heads that fill no blocks', { ...pocket, blocks: false }, { sequences: 32, cacheType: 'F16' }],
  ['a wanted context', { ...pocket, contextSize: 128 }, { contextSize: 128 }],
  [
    '1.5 billion parameters',
    real,
    {
      contextSize: 6144,
      contexts: 1,
      sequences: 19,
      threadsPerContext: 2,
      cacheType: 'F16',
      long: { contextSize: 32_768, sequences: 1 },
    },
  ],
  [
    'less memory: shorter sequences before fewer',
    { ...real, cacheBytes: 2 ** 30 },
    { contextSize: 2304, sequences: 8, long: { contextSize: 18_688, sequences: 1 } },
  ],
  ['hardly any', { ...real, cacheBytes: 2 ** 28 }, { contextSize: 2048, sequences: 2, long: { contextSize: 4608 } }],
  ['a wanted number of sequences', { ...real, sequences: 4 }, { contextSize: 6144, sequences: 4 }],
  ['many of them', { ...real, sequences: 48 }, { contextSize: 2304, sequences: 48 }],
  [
    'a wanted context for each',
    { ...real, contextSize: 32_768 },
    { contextSize: 32_768, sequences: 4, long: undefined },
  ],
  [
    'one sequence that takes more than there is',
    { ...real, contextSize: 32_768, cacheBytes: 1e6 },
    { contextSize: 32_768, sequences: 1 },
  ],
  [
    '7 billion parameters',
    seven,
    { contextSize: 4608, sequences: 8, threadsPerContext: 8, long: { contextSize: 37_376, threadsPerContext: 8 } },
  ],
  [
    'half a billion',
    { ...real, fileBytes: 5e8, cacheBytesPerToken: 12_288, threads: 4 },
    { contextSize: 6144, contexts: 1, sequences: 32, threadsPerContext: 4 },
  ],
  [
    'a large file in floating point',
    { ...real, batchable: false },
    { contextSize: 32_768, sequences: 1, long: undefined },
  ],
])('plans for %s', (_, input, wanted) => {
  expect(planContexts(input)).toMatchObject(wanted);
});
