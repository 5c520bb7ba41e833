import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadTask } from '../src/task/index.ts';
import { temporaryFolders } from './support/temporary.ts';

const folder = temporaryFolders();
const EXAMPLE = join(import.meta.dirname, '../examples/tools');

describe('a task file', () => {
  const write = (tools: string): string => {
    const place = folder();
    cpSync(EXAMPLE, place, { recursive: true });
    const yaml = readFileSync(join(EXAMPLE, 'task.yaml'), 'utf8');
    writeFileSync(join(place, 'task.yaml'), yaml.replace(/^tools:[^]*/m, tools));
    return join(place, 'task.yaml');
  };

  it.each([
    ['a program', 'tools: [{command: rm, args: [-rf, /]}]', /tools\[0\]\.command.+`rm`. Pass --allow-outside/],
    ['an address', 'tools: [{url: "http://127.0.0.1:1/mcp"}]', /tools\[0\]\.url.+127\.0\.0\.1:1/],
    ['a corpus elsewhere', 'tools: [{corpus: ../../../etc/passwd}]', /tools\[0\]\.corpus/],
    ['an unknown kind', 'tools: [{comand: x}]', /tools\[0\].+Expected `command`, `url` or `corpus` in it/],
    ['an unknown field', 'tools: [{corpus: passages.jsonl, allows: [a]}]', /tools\[0\].+allows/],
    ['a value in place of a name', 'tools: [{command: x, env: ["KEY=abc"]}]', /env\[0\].+not its value/],
    ['a header with its value', 'tools: [{url: "http://a.b/c", headers: {x: secret}}]', /headers\.x.+\$\{TOKEN\}/],
  ])('may not name %s by itself', async (_, tools, message) => {
    await expect(loadTask(write(tools))).rejects.toMatchObject({
      code: 'task-invalid',
      message: expect.stringMatching(message),
    });
  });

  it('may where it is trusted', async () => {
    const task = await loadTask(write('tools: [{command: node, args: [server.js], per_item: true}]'), {
      allowOutside: true,
    });
    expect(task.tools).toEqual([{ command: 'node', args: ['server.js'], perItem: true }]);
  });

  it('says which file of which row is not there', async () => {
    const path = write('tools: [{corpus: passages.jsonl}]');
    const rows = readFileSync(join(path, '../items.jsonl'), 'utf8');
    writeFileSync(join(path, '../items.jsonl'), rows.replace('files/stations.csv', '../stations.csv'));
    await expect(loadTask(path)).rejects.toMatchObject({
      message: expect.stringMatching(/items\.jsonl:6: `files`: .+`\.\.\/stations\.csv`: it lies outside/),
    });
  });
});
