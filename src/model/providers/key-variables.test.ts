import { expect, it } from 'vitest';
import { keysSet } from './key-variables.ts';
import { knownProviders } from './table.ts';

it.each([...Object.values(knownProviders).flatMap(({ apiKeyEnv }) => apiKeyEnv), 'LAB_KEY'])(
  '%s is a variable for a key',
  (name) => {
    const config = { providers: { lab: { baseUrl: 'http://127.0.0.1:1/v1', apiKeyEnv: 'LAB_KEY' } } };
    expect(keysSet({ [name]: 'k', OTHER: 'k' }, config)).toEqual([name]);
    expect(keysSet({ [name]: ' ' }, config)).toEqual([]);
  },
);
