import { expect, test } from 'vitest';
import { chosenVariables } from './variables.ts';

const WINDOWS = {
  Path: 'C:\\bin',
  SystemRoot: 'C:\\Windows',
  LOCALAPPDATA: 'C:\\local',
  OPENAI_API_KEY: 'k',
  HF_TOKEN: 't',
};

test('on Windows, names count in any case, and what every program there needs is passed on', () => {
  expect(Object.keys(chosenVariables({ env: WINDOWS, platform: 'win32' }))).toEqual([
    'Path',
    'SystemRoot',
    'LOCALAPPDATA',
  ]);
});

test('elsewhere names are taken as they are, and never one of a key', () => {
  expect(chosenVariables({ env: WINDOWS, platform: 'darwin' })).toEqual({});
  expect(chosenVariables({ env: { ...WINDOWS, PATH: '/bin', HF_HOME: '/h' }, platform: 'linux' })).toEqual({
    PATH: '/bin',
    HF_HOME: '/h',
  });
  expect(chosenVariables({ env: WINDOWS, allow: ['HF_TOKEN'], platform: 'linux' })).toEqual({ HF_TOKEN: 't' });
});
