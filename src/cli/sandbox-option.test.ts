import { expect, test } from 'vitest';
import { shared } from '../lab/study/place.ts';
import { sandboxOption } from './common.ts';
import { allCommands } from './table.ts';

/** What each command opens a sandbox for. */
const OPENS: Record<string, string> = {
  demo: 'its searches',
  tasks: 'calibrate',
  optimize: 'the search',
  guide: 'its run',
  resume: 'the search',
  eval: 'the workflow',
  serve: 'the workflow',
  baselines: 'the workflows',
  publish: 'a file that is looked through',
  run: 'the workflow',
  worker: 'the items',
  doctor: 'looking whether it opens',
  collect: 'the searches',
  grpo: 'the workflow',
  study: 'the cells',
  ablation: 'the cells',
  transfer: 'the workflows',
};

test('every command that opens a sandbox lets it be chosen, by the same flag, and no other one does', async () => {
  const choosing = (await allCommands()).filter(({ options }) => options['sandbox'] !== undefined);
  expect(choosing.map(({ name }) => name).sort()).toEqual(Object.keys(OPENS).sort());
  for (const { options } of choosing) expect(options['sandbox']).toMatchObject(sandboxOption.sandbox);
});

test('the cells of a study run where the study does', () => {
  expect(shared({ sandbox: 'wasm', concurrency: 3 })).toEqual({ sandbox: 'wasm', concurrency: 3 });
});
