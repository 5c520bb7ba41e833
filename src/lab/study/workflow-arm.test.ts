import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Task } from '../../task/contract.ts';
import { checkWorkflow } from './workflow-arm.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-arm-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function checked(signature: string, ...kinds: Task['kind'][]): Promise<unknown> {
  const file = join(folder, 'arm.py');
  await writeFile(file, `${signature}\n    return {"answer": task}\n`);
  return checkWorkflow(
    { name: 'by-hand', file },
    kinds.map((kind) => ({ name: `some-${kind}`, kind })),
  );
}

test.each<[string, Task['kind'][]]>([
  ['def workflow(agent, task):', ['answer']],
  ['def solver(agent, task: str, entry_point: str) -> dict:', ['code']],
  ['def workflow(\n    agent,\n    task,\n    entry_point: str = "solution",\n):', ['answer', 'code']],
  ['def workflow(agent, task, *rest):', ['answer', 'code']],
  ['workflow = lambda agent, task:', ['code']],
])('%s is called by %j', async (signature, kinds) => expect(await checked(signature, ...kinds)).toHaveProperty('hash'));

test.each<[string, Task['kind'][], string]>([
  ['def workflow(agent, task):', ['code'], 'no parameter `entry_point`'],
  ['def solver(agent, task):', ['answer', 'code'], '`some-code`'],
  ['def workflow(agent, task, entry_point):', ['answer'], 'only programming tasks'],
])('%s is refused for %j', async (signature, kinds, message) => {
  await expect(checked(signature, ...kinds)).rejects.toMatchObject({
    code: 'workflow-of-other-kind',
    exitCode: 2,
    message: expect.stringContaining(message),
  });
});
