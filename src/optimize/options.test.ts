import { expect, test } from 'vitest';
import { readSettings } from './options.ts';

test('a small context decides on the prompt where nothing else does', () => {
  expect(readSettings({})).toMatchObject({ prompt: 'full', context: 'best-k' });
  expect(readSettings({ prompt: 'auto' }, { contextSize: 640 })).toMatchObject({
    prompt: 'compact',
    context: 'best-k',
  });
  expect(readSettings({ prompt: 'full' }, { contextSize: 640 })).toMatchObject({ prompt: 'full' });
});

test('collected trajectories are a conversation, but for the compact prompt', () => {
  expect(readSettings({}, { command: 'collect' })).toMatchObject({ prompt: 'full', context: 'all' });
  expect(readSettings({}, { command: 'collect', contextSize: 640 })).toMatchObject({
    prompt: 'compact',
    context: 'last',
  });
  expect(readSettings({ prompt: 'compact', context: 'best-k' }, { command: 'collect' })).toMatchObject({
    context: 'best-k',
  });
});

test('what was settled stays, down to the order that runs are found by', () => {
  for (const contextSize of [640, undefined]) {
    const settings = readSettings({ turns: 2 }, { contextSize, command: 'collect' });
    expect(JSON.stringify(readSettings(settings))).toBe(JSON.stringify(settings));
    expect(JSON.stringify(readSettings({ ...settings }, { contextSize: 100_000 }))).toBe(JSON.stringify(settings));
  }
});

test('a form that there is not is refused by name', () => {
  expect(() => readSettings({ prompt: 'short' as 'full' })).toThrow(
    expect.objectContaining({
      code: 'invalid-option',
      message: expect.stringMatching(/`prompt`.*auto, full or compact.*short/),
    }),
  );
});
