import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { fakeModel } from '../model/testing.ts';
import { buildDataset } from '../rlao/index.ts';
import { findingsOf, openStore } from '../store/index.ts';
import { workflowHash } from '../workflow/index.ts';
import { optimize } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'w4s-afterword-'));
afterAll(() => rmSync(root, { recursive: true }));

// It names a method that it never gets to, so that only its runs show that nothing was asked.
const program =
  'def workflow(agent, task):\n    if not task:\n' +
  '        return {"answer": agent.call_llm(task)[0]}\n    return {"answer": "1"}\n';
const block = `\`\`\`python\n${program}\`\`\``;
const said = `${block}\nScore: 100 %`;

test('later turns read no score that was made up; rows keep it; a program that asked nothing is told of', async () => {
  const file = join(root, 'store.db');
  const meta = fakeModel(() => said, { id: 'fake:meta', costUsd: 0 });
  const executor = fakeModel(() => '1', { id: 'fake:executor', costUsd: 0 });
  const { run } = await optimize({
    task: 'word-problems',
    executor,
    meta,
    turns: 2,
    validation: 2,
    test: 0,
    review: 'never',
    context: 'all',
    store: file,
    config: {},
  });
  const store = await openStore(file);
  const sent = meta.calls.map(({ messages }) => messages);
  expect(sent[1]!.filter(({ role }) => role === 'assistant').map(({ content }) => content)).toEqual([block]);
  expect(sent[1]!.at(-1)!.content).toContain('It never called the executor');
  expect(await findingsOf(store, workflowHash(program))).toEqual([
    expect.objectContaining({ rule: 'no-executor-call', severity: 'info' }),
  ]);
  const { rows } = await buildDataset(store, { runs: [run], method: 'sft-all' });
  expect(rows.map(({ messages, completion }) => [messages, completion])).toEqual(
    sent.map((messages) => [messages, said]),
  );
  await store.close();
});
