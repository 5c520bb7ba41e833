import { expect, it } from 'vitest';

import { workflowHash } from './hash.ts';

const code = 'def workflow(agent, task):\n    return {"answer": 1}\n';

it.each([
  ['Windows line ends', code.replaceAll('\n', '\r\n')],
  ['trailing blanks', code.replaceAll('\n', '  \n')],
  ['blank lines around', `\n\n${code}\n\n`],
  ['a byte order mark', `\uFEFF${code}`],
])('does not see %s', (_, variant) => {
  expect(workflowHash(variant)).toBe(workflowHash(code));
});

it.each([
  ['indentation', code.replace('    ', '  ')],
  ['a comment', `# note\n${code}`],
  ['a blank line inside', code.replace('\n', '\n\n')],
])('sees %s', (_, variant) => {
  expect(workflowHash(variant)).not.toBe(workflowHash(code));
});

it('is 64 hexadecimal digits', () => {
  expect(workflowHash(code)).toMatch(/^[0-9a-f]{64}$/);
});
