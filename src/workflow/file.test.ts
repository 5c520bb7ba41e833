import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readWorkflow } from './file.ts';
import { workflowHash } from './hash.ts';
import { renderWorkflowFile } from './provenance.ts';
import type { Provenance } from './provenance.ts';

const code = 'def workflow(agent, task):\n    # ---\n    return {"answer": 1}\n';
const provenance: Provenance = {
  run: 'run-7',
  task: 'gsm-hard',
  executor: 'openai:gpt-6-luna',
  metaAgent: 'vllm:qwen2.5-coder-7b',
  date: '2025-01-02T03:04:05.000Z',
  validation: { value: 0.8125, interval: { low: 0.7363, high: 0.8702 }, n: 128 },
  test: { value: 0.5, interval: null, n: 2 },
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-file-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(content: string | Buffer, name = 'workflow.py'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe('readWorkflow', () => {
  it('reads back what was rendered', async () => {
    const text = renderWorkflowFile({ code, provenance });
    expect(await readWorkflow(await fileOf(text))).toEqual({
      code,
      entry: 'workflow',
      hash: workflowHash(code),
      provenance,
      edited: false,
    });
    expect(await readWorkflow(await fileOf(text.replaceAll('\n', '\r\n')))).toMatchObject({
      code,
      provenance,
      edited: false,
    });
  });

  it('sees that the code was edited', async () => {
    const text = renderWorkflowFile({ code, provenance }).replace('"answer": 1', '"answer": 2');
    expect(await readWorkflow(await fileOf(text))).toMatchObject({ edited: true, provenance });
  });

  it('keeps a name from breaking out of its comment', async () => {
    const text = renderWorkflowFile({ code, provenance: { run: 'a\nimport os\n# ---\nx' } });
    expect(text.split('\n').filter((line) => line.startsWith('import'))).toEqual([]);
    expect(await readWorkflow(await fileOf(text))).toMatchObject({ code, provenance: { run: 'a import os # --- x' } });
  });

  it('reads a bare file in the reference style', async () => {
    const bare = '"""A solver."""\nimport re\n\ndef solver(agent, task):\n    return {"answer": 1}\n';
    expect(await readWorkflow(await fileOf(bare))).toEqual({
      code: bare,
      entry: 'solver',
      hash: workflowHash(bare),
      edited: false,
    });
  });

  it.each([
    ['no function', 'x = 1\n', 'workflow-without-entry', /got no function/],
    ['another function', 'def flow(agent):\n    pass\n', 'workflow-without-entry', /only flow/],
    ['JSON', '{"answer": 1}', 'workflow-not-python', /another format/],
    ['a completion', 'Text\n```js\nx\n```\n', 'workflow-not-python', /code fence/],
    ['bytes', Buffer.from([0xff, 0xfe, 0x41]), 'workflow-not-python', /UTF-8/],
    ['a NUL', 'def workflow(a, t):\n    return "\0"', 'workflow-not-python', /NUL/],
  ])('refuses %s', async (_, content, errorCode, message) => {
    const path = await fileOf(content);
    await expect(readWorkflow(path)).rejects.toMatchObject({
      code: errorCode,
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  });

  it.each(['absent.py', '.'])('refuses the path %s', async (name) => {
    await expect(readWorkflow(join(folder, name))).rejects.toMatchObject({
      code: 'workflow-not-found',
      hint: expect.stringContaining('w4s runs'),
    });
  });
});
