import { expect, it } from 'vitest';
import { ggufOptions } from './settings.ts';

it.each([
  ['nothing', {}, {}, {}],
  [
    'the config',
    {},
    { gguf: { sequences: 4, cacheGigabytes: 2, gpu: 'off' as const } },
    { sequences: 4, cacheBytes: 2e9, gpu: 'off' },
  ],
  [
    'the environment before it',
    { W4S_GGUF_SEQUENCES: '8', W4S_GGUF_CACHE_GB: '0.5', W4S_GGUF_GPU: 'auto' },
    { gguf: { sequences: 4, threads: 2 } },
    { sequences: 8, threads: 2, cacheBytes: 5e8, gpu: 'auto' },
  ],
  ['the others', { W4S_GGUF_CONTEXT: '4096', W4S_GGUF_THREADS: ' 3 ' }, {}, { contextSize: 4096, threads: 3 }],
])('reads %s', (_, env, config, wanted) => {
  expect(ggufOptions(env, config)).toEqual(wanted);
});

it.each([
  ['W4S_GGUF_SEQUENCES', '1.5'],
  ['W4S_GGUF_SEQUENCES', '0'],
  ['W4S_GGUF_CACHE_GB', 'much'],
  ['W4S_GGUF_GPU', 'cuda'],
])('refuses %s=%s', (name, value) => {
  expect(() => ggufOptions({ [name]: value }, {})).toThrow(
    expect.objectContaining({ code: 'invalid-option', exitCode: 2, message: expect.stringContaining(name) }),
  );
});
