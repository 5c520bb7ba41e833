import { expect, test } from 'vitest';
import { recordedOptions, recordedSettings } from './recorded.ts';
import { readSettings } from './settings.ts';

const of = (config: object) => ({ id: 'sums-abcde', config: JSON.stringify(config) });
const search = { task: 'sums', executor: 'openai:m', meta: 'openai:n', judge: null, dataDir: null };

test.each<[string, object]>([
  ['of the first version, without a strategy', {}],
  ['with its strategy', { strategy: 'w4s' }],
])('a search %s is continued with what it was asked for', (_, more) => {
  const settings = readSettings({ turns: 3, candidates: 2, horizon: 2, start: ['direct', 'vote'] });
  const options = recordedOptions(of({ ...search, ...more, settings }));
  expect(options).toEqual({
    ...settings,
    strategy: 'w4s',
    task: 'sums',
    executor: 'openai:m',
    meta: 'openai:n',
    judge: undefined,
    dataDir: undefined,
  });
  expect(JSON.stringify(readSettings(options))).toBe(JSON.stringify(settings));
});

test('what is not on record has its default', () => {
  expect(recordedSettings(of({ ...search, settings: { turns: 3 } }))).toEqual(
    readSettings({ turns: 3, start: 'direct' }),
  );
  expect(recordedSettings(of({ task: 'sums', executor: 'openai:m' }))).toEqual(readSettings({ start: 'direct' }));
});

test.each<[string, object, string, string]>([
  ['without a meta-agent', { meta: undefined }, 'run-unreadable', '`config.meta`'],
  ['with a setting that is none', { settings: { turns: 'many' } }, 'run-unreadable', '`config.settings.turns`'],
  ['with a setting of a newer version', { settings: { beam: 3 } }, 'run-unreadable', '`config.settings`'],
  ['of a strategy that is not there', { strategy: 'beam' }, 'unknown-strategy', '`beam`'],
])('a search %s is refused', (_, more, code, what) => {
  expect(() => recordedOptions(of({ ...search, ...more }))).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(what) }),
  );
});
