import { expect, expectTypeOf, test } from 'vitest';
import { defineCommand } from './command.ts';
import { choice, integer, many, text, toggle, withDefault } from './option.ts';
import { readCommandLine } from './program.ts';
import { allCommands } from './table.ts';

const command = defineCommand({
  arguments: [
    { name: 'ACTION', description: 'what to do', choices: ['look', 'leap'], required: false },
    { name: 'NAME', description: 'a name', required: false },
  ],
  options: {
    turn: many(integer('T', { description: 'a turn' })),
    task: withDefault(['sums'], many(text('TASK', { description: 'a task' }))),
    mode: choice(['fast', 'slow'], { description: 'a mode' }),
    limit: withDefault(5, integer('N', { description: 'a limit', env: 'W4S_TRY_LIMIT' })),
    all: toggle({ description: 'all of them' }),
  },
  examples: [],
  run: async ({ args, options }) => {
    expectTypeOf(args).toEqualTypeOf<['look' | 'leap', ...string[]]>();
    expectTypeOf(options.turn).toEqualTypeOf<number[] | undefined>();
    expectTypeOf(options.task).toEqualTypeOf<string[]>();
    expectTypeOf(options.mode).toEqualTypeOf<'fast' | 'slow' | undefined>();
    expectTypeOf(options.limit).toEqualTypeOf<number>();
    expectTypeOf(options.all).toEqualTypeOf<boolean>();
    return { result: null };
  },
});

const entry = { name: 'try', summary: 'try flags', group: 'Use', load: async () => command };
const read = (...words: string[]) => readCommandLine([entry], { version: '0', about: [] }, ['try', ...words]);
const defaults = { task: ['sums'], limit: 5, all: false };

test.each<[string[], string[], object]>([
  [[], ['look'], defaults],
  [['leap', 'a'], ['leap', 'a'], defaults],
  [['--turn', '1', '--turn', '2'], ['look'], { ...defaults, turn: [1, 2] }],
  [['--task', 'a', '--task', 'b'], ['look'], { ...defaults, task: ['a', 'b'] }],
  [['--mode', 'slow', '--limit', '7', '--all'], ['look'], { ...defaults, mode: 'slow', limit: 7, all: true }],
])('%j is read as %j with %j', async (words, args, options) => {
  expect(await read(...words)).toMatchObject({ args, options });
});

test('a variable stands in for a flag, and an empty one is not set', async () => {
  try {
    process.env.W4S_TRY_LIMIT = '8';
    expect(await read()).toMatchObject({ options: { limit: 8 }, given: [] });
    expect(await read('--limit', '7')).toMatchObject({ options: { limit: 7 }, given: ['limit'] });
    process.env.W4S_TRY_LIMIT = '';
    expect(await read()).toMatchObject({ options: defaults, given: [] });
    await expect(read('--limit', '')).rejects.toMatchObject({ code: 'invalid-option' });
  } finally {
    delete process.env.W4S_TRY_LIMIT;
  }
});

test('no variable replaces the model that a workflow was measured with', async () => {
  const executors = (await allCommands()).flatMap(({ name, options: { executor } }) =>
    executor?.otherwise?.includes('measured with') ? [{ name, env: executor.env }] : [],
  );
  expect(executors.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
    { name: 'run', env: undefined },
    { name: 'serve', env: undefined },
  ]);
});

test.each([
  [['lap'], 'Expected `w4s try` with look or leap, got `lap`. Did you mean `leap`?'],
  [['--mode', 'slo'], 'Expected `--mode` to be one of fast, slow, got `slo`. Did you mean `slow`?'],
  [['--turn', '1', '--turn', 'x'], 'Expected `--turn` to be an integer of at least 0, got `x`'],
])('%j: %s', async (words, message) => {
  await expect(read(...words)).rejects.toMatchObject({ exitCode: 2, message });
});
