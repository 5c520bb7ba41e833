import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from './support/cli.ts';
import { freePort } from './support/free-port.ts';
import { temporaryFolders } from './support/temporary.ts';

const folder = temporaryFolders();

test('a collection that fails says why and what to do, and nothing of training', async () => {
  const cwd = folder();
  await writeFile(join(cwd, 'w4s.config.json'), JSON.stringify({ retry: { attempts: 1 } }));
  const address = `http://127.0.0.1:${await freePort()}/v1`;
  const words = ['--executor', 'sim:executor', '--meta', `${address}#m`, '--episodes', '1', '--validation', '4'];
  const { code, stdout } = await runCli(['collect', 'word-problems', ...words], { cwd });
  expect(code).toBe(1);
  expect(stdout).toMatch(/^Run word-problems-\w+ failed: .*broken connection/m);
  expect(stdout).toContain(`Nothing listens at ${address}`);
  expect(stdout).not.toContain('train');
});
