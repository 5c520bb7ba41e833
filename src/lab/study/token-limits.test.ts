import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { WRITTEN, chatServer, reply } from '../../../tests/support/chat-server.ts';
import { temporaryFolders } from '../../../tests/support/temporary.ts';
import { readStudy } from './read-file.ts';
import { runStudy } from './run-study.ts';

const temporary = temporaryFolders();

it('the limit on an answer holds for searches, sealed tests and baselines alike', async () => {
  const folder = temporary();
  await using server = await chatServer(({ body }) => reply(body['model'] === 'meta' ? WRITTEN : '1'));
  const file = join(folder, 'study.yaml');
  const text = (tests: string) => `
tasks: [word-problems]
executors: ['${server.baseUrl}#executor']
metas: ['${server.baseUrl}#meta']
baselines: [start, chain_of_thought, vote]
seeds: 1
design: {turns: 1, validation: 2, test: 2, start: direct, ${tests}}
`;
  const run = async (limit: string) => {
    await writeFile(file, text(limit));
    const { cells } = await runStudy(await readStudy(file), {
      store: join(folder, 'store.db'),
      config: {},
      env: {},
    });
    const asked = server.calls.filter(({ body }) => body['model'] === 'executor');
    server.calls.length = 0;
    return { cells: cells.length, limits: new Set(asked.map(({ body }) => body['max_tokens'])), asked: asked.length };
  };
  const first = await run('maxTokens: 200');
  expect(first).toMatchObject({ cells: 4, limits: new Set([200]) });
  expect(first.asked).toBeGreaterThan(6);
  expect(await run('maxTokens: 200')).toMatchObject({ asked: 0 });
});
