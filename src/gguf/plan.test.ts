import { expect, it } from 'vitest';
import { planContexts } from './plan.ts';

const pocket = { fileBytes: 6e6, cacheBytesPerToken: 8192, trainedContext: 384, threads: 2, batchable: true, blocks: true };

it.each([
  ['a pocket model on two cores', pocket, { contextSize: 384, contexts: 2, sequences: 32, threadsPerContext: 1, cacheType: 'Q8_0' }],
  ['on sixteen cores', { ...pocket, threads: 16 }, { contexts: 4, threadsPerContext: 4 }],
  ['on one', { ...pocket, threads: 1 }, { contexts: 1, sequences: 32, threadsPerContext: 1 }],
  ['weights in floating point', { ...pocket, batchable: false }, { contexts: 2, sequences: 1, cacheType: 'F16' }],
  ['heads that fill no blocks', { ...pocket, blocks: false }, { sequences: 32, cacheType: 'F16' }],
  ['a wanted context', { ...pocket, contextSize: 128 }, { contextSize: 128 }],
  ['7 billion parameters', { ...pocket, fileBytes: 4e9, cacheBytesPerToken: 524_288, trainedContext: 131_072, threads: 8 }, { contextSize: 8192, contexts: 1, sequences: 1, threadsPerContext: 8 }],
  ['half a billion', { ...pocket, fileBytes: 5e8, cacheBytesPerToken: 12_288, trainedContext: 4096, threads: 4 }, { contextSize: 4096, contexts: 1, sequences: 5, threadsPerContext: 4, cacheType: 'F16' }],
])('plans for %s', (_, input, wanted) => {
  expect(planContexts(input)).toMatchObject(wanted);
});
