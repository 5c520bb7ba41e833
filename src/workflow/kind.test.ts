import { expect, test } from 'vitest';
import { kindByForm, misfitOf } from './kind.ts';

test.each([
  ['def solver(agent, task):', 'answer'],
  ['def workflow(agent, task, entry_point):', 'code'],
  ['async def solver(agent, task, entry_point: str):', 'code'],
  ['def solver(agent, task, entry_point=None):', 'answer'],
  ['def solver(agent, task, entry_point: str = "f"):', 'answer'],
  ['def workflow(agent, task: Union[str, dict]):', 'answer'],
  ['def workflow(agent, task: Union[str, dict], entry_point: str) -> dict:', 'code'],
  ['def workflow(agent, task, **kwargs):', 'answer'],
  ['def workflow(agent, task, *args, **kwargs):', 'answer'],
  ['no program', 'answer'],
] as const)('%s is for tasks of kind %s', (head, kind) => {
  expect(kindByForm(`"""Text."""\n${head}\n    return 1\n`)).toBe(kind);
});

test.each([
  ['def workflow(agent, task):', [null, 'has no parameter']],
  ['def solver(agent, task: str, entry_point: str) -> dict:', ['needs an `entry_point`', null]],
  ['def workflow(\n    agent,\n    task,\n    entry_point: str = "solution",\n):', [null, null]],
  ['def workflow(agent, task, *rest):', [null, null]],
  ['def workflow(agent, task, options=dict(), entry_point=None):', [null, null]],
  ['def workflow(agent, task: str = ")", entry_point: str = ""):', [null, null]],
  ['def workflow(agent, task, a=f(), b=g(entry_point=1)):', [null, 'has no parameter']],
  ['def workflow(agent, task, **rest):', [null, 'has no parameter']],
  ['workflow = lambda agent, task:', [null, null]],
] as const)('whether %s can answer, and write programs', (head, expected) => {
  const found = (['answer', 'code'] as const).map((kind) => misfitOf(`${head}\n    return {}\n`, kind));
  expect(found).toEqual(expected.map((text) => (text === null ? null : expect.stringContaining(text))));
});
