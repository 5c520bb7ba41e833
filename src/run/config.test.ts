import { expect, test } from 'vitest';
import { W4sError } from '../base/errors.ts';
import { configOfRun } from './config.ts';

const read = (config: unknown) => configOfRun({ id: 'sums-abcde', config: JSON.stringify(config) });
const least = { task: 'sums', executor: 'openai:m' };
const settings = { turns: 2, start: 'direct' };

test.each<[string, object]>([
  [
    'of the first version, a search',
    { ...least, meta: 'openai:n', judge: null, dataHash: 'd', settings, dataDir: null },
  ],
  ['of the first version, an evaluation', { ...least, workflow: 'h', split: 'test', items: 4, seed: 0, label: 'a.py' }],
  ['with no more than task and executor', least],
  ['with fields that a newer version added', { ...least, rounds: 4, settings: { ...settings, beam: 3 } }],
])('a row %s opens with all that it holds', (_, config) => {
  expect(read(config)).toEqual(config);
});

test.each<[string, unknown, string]>([
  ['without its executor', { task: 'sums' }, '`config.executor`'],
  ['with a number for the task', { ...least, task: 7 }, '`config.task`'],
  ['with a count that is none', { ...least, items: 1.5 }, '`config.items`'],
  ['with settings that are none', { ...least, settings: 'direct' }, '`config.settings`'],
  ['that is null', null, '`config`'],
  ['that is a list', [], '`config`'],
])('a row %s is told with its run and what to do', (_, config, what) => {
  const error = thrownBy(() => read(config));
  expect(error).toBeInstanceOf(W4sError);
  expect(error).toMatchObject({ code: 'run-unreadable', hint: expect.stringContaining('w4s rm') });
  expect((error as W4sError).message).toContain(what);
  expect((error as W4sError).message).toContain('`sums-abcde`');
});

test('a row that is no JSON is told the same way', () => {
  const error = thrownBy(() => configOfRun({ id: 'sums-abcde', config: '{"task": "su' }));
  expect(error).toMatchObject({ code: 'run-unreadable', message: expect.stringContaining('sums-abcde') });
});

function thrownBy(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}
