import { expect, test } from 'vitest';
import { kindByForm } from './kind.ts';

test.each([
  ['def solver(agent, task):', 'answer'],
  ['def workflow(agent, task, entry_point):', 'code'],
  ['async def solver(agent, task, entry_point: str):', 'code'],
  ['def solver(agent, task, entry_point=None):', 'answer'],
  ['def solver(agent, task, entry_point: str = "f"):', 'answer'],
  ['no program', 'answer'],
] as const)('%s is for tasks of kind %s', (head, kind) => {
  expect(kindByForm(`"""Text."""\n${head}\n    return 1\n`)).toBe(kind);
});
