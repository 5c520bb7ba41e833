import { expect, it } from 'vitest';
import { nodeTooOld } from './node-version.ts';

it.each([
  ['20.20.2', true],
  ['22.17.9', true],
  ['22.18.0', false],
  ['22.9.0', true],
  ['24.0.0', false],
  ['26.10.1-nightly', false],
])('Node %s is too old: %s', (version, old) => {
  expect(nodeTooOld(version) !== undefined).toBe(old);
});
