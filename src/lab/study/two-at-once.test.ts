import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { WRITTEN, chatServer, reply } from '../../../tests/support/chat-server.ts';
import { temporaryFolders } from '../../../tests/support/temporary.ts';
import { readStudy } from './read-file.ts';
import { runStudy } from './run-study.ts';

const temporary = temporaryFolders();

it('a second process on a study is refused while the first searches, and changes nothing', async () => {
  const folder = temporary();
  let second: Promise<unknown> | undefined;
  await using server = await chatServer(async ({ body }) => {
    if (body['model'] !== 'meta') return reply('1');
    await (second ??= study().catch((error: unknown) => error)); // the first waits for this answer
    return reply(WRITTEN);
  });
  const file = join(folder, 'study.yaml');
  await writeFile(
    file,
    `
tasks: [word-problems]
executors: ['${server.baseUrl}#executor']
metas: ['${server.baseUrl}#meta']
baselines: [start]
seeds: 1
design: {turns: 1, validation: 2, test: 2, start: direct}
`,
  );
  const study = async () => runStudy(await readStudy(file), { store: join(folder, 'store.db'), config: {}, env: {} });
  const { status, cells } = await study();
  expect(await second).toMatchObject({ code: 'run-busy' });
  expect([status, cells.length]).toEqual(['done', 2]);
});
