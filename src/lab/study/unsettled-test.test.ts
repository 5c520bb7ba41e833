import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { chatServer, refusal, reply, sendJson } from '../../../tests/support/chat-server.ts';
import { temporaryFolders } from '../../../tests/support/temporary.ts';
import { readStudy } from './read-file.ts';
import { runStudy } from './run-study.ts';

const temporary = temporaryFolders();

it('a test that has no score because a server refused is completed by the same command, and then left alone', async () => {
  let refuses = true;
  let asked = 0;
  await using server = await chatServer(async (_, response) => {
    asked++;
    return refuses && asked > 1 ? sendJson(response, 400, refusal('no')) : reply('1');
  });
  const folder = temporary();
  const file = join(folder, 'study.yaml');
  await writeFile(
    file,
    `
tasks: [word-problems]
executors: ['${server.baseUrl}#executor']
baselines: [direct]
seeds: 1
design: {test: 2}
`,
  );
  const study = async () => runStudy(await readStudy(file), { store: join(folder, 'store.db'), config: {}, env: {} });
  const scored = async () => (await study()).cells.map(({ test: { accuracy, n } }) => [accuracy !== null, n]);
  expect(await scored()).toEqual([[false, 1]]);
  refuses = false;
  expect(await scored()).toEqual([[true, 2]]);
  const paid = asked;
  expect(await scored()).toEqual([[true, 2]]);
  expect(asked).toBe(paid);
});
