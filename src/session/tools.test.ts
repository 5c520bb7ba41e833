import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { W4sError } from '../base/errors.ts';
import { fakeTask } from '../../tests/support/fake-task.ts';
import { sessionTools } from './tools.ts';

const folder = mkdtempSync(join(tmpdir(), 'w4s-session-tools-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'passages.jsonl'), '{"text": "Lima is a city."}\n');

test('the tools of a task are opened once, however many runs of a session ask for them', async () => {
  const task = { ...fakeTask(), folder, tools: [{ corpus: 'passages.jsonl' }] };
  const tools = sessionTools({ env: {}, signal: undefined });
  const [one, again] = [await tools.open(task), await tools.open(task)];
  expect(one).toBeDefined();
  expect(again).toBe(one);
  expect(await tools.open({ ...task })).not.toBe(one);
  expect(await tools.open({ ...task, tools: [] })).toBeUndefined();
  await tools.close();
});

test('tools that broke, or could not be opened, are opened anew', async () => {
  const task = { ...fakeTask(), folder, tools: [{ corpus: 'later.jsonl' }] };
  const tools = sessionTools({ env: {}, signal: undefined });
  await expect(tools.open(task)).rejects.toMatchObject({ code: 'corpus-invalid' });
  writeFileSync(join(folder, 'later.jsonl'), '{"text": "Lima is a city."}\n');
  const first = await tools.open(task);
  Object.defineProperty(first, 'broken', { value: new W4sError('tool-server', 'It broke') });
  const [second, third] = await Promise.all([tools.open(task), tools.open(task)]);
  expect(second).not.toBe(first);
  expect(third).toBe(second);
  await tools.close();
});
