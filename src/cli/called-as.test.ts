import { expect, it } from 'vitest';
import { asCalled, calledAs } from './called-as.ts';

it.each([
  [{ npm_command: 'exec' }, 'npx w4s'],
  [{ npm_command: 'run-script' }, 'w4s'],
  [{}, 'w4s'],
])('%j: %s', (env, name) => {
  expect(calledAs(env)).toBe(name);
  expect(asCalled('Go on with `w4s resume`, or install w4s anew.', env)).toBe(
    `Go on with \`${name} resume\`, or install w4s anew.`,
  );
});
