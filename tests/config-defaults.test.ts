import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from './support/cli.ts';
import { temporaryFolders } from './support/temporary.ts';

const folder = temporaryFolders();

/** A project whose config names a data folder, with one benchmark, and the sandbox that needs a Python. */
function project(): string {
  const cwd = folder();
  writeFileSync(join(cwd, 'w4s.config.json'), '{"defaults":{"data":"./sets","sandbox":"native"}}');
  writeFileSync(join(cwd, 'w.py'), 'def workflow(agent, task):\n    return {"answer": "x"}\n');
  mkdirSync(join(cwd, 'sets/gsm-hard'), { recursive: true });
  writeFileSync(join(cwd, 'sets/gsm-hard/gsmhardv2.jsonl'), '');
  return cwd;
}

// The flag, and its variable, come before the config.
test.skipIf(process.env.W4S_SANDBOX !== undefined).each<[string, string[], unknown]>([
  [
    'doctor',
    [],
    {
      result: {
        checks: expect.arrayContaining([
          { check: 'sandbox', ok: false, detail: expect.any(String), hint: expect.any(String) },
        ]),
      },
    },
  ],
  ['publish', ['w.py', '--as', 'x'], { error: { code: 'sandbox-unavailable' } }],
  [
    'eval',
    ['w.py', '--task', 'word-problems', '--executor', 'sim:executor'],
    { error: { code: 'sandbox-unavailable' } },
  ],
])('`w4s %s` takes the sandbox of the config', async (command, words, told) => {
  const env = { PATH: '/nowhere' };
  expect(await runCli([command, ...words, '--json'], { cwd: project(), env })).toMatchObject({
    code: 1,
    ...(told as object),
  });
});

test('`w4s tasks` and `w4s sim` take the data of the config', async () => {
  const cwd = project();
  const { result } = await runCli(['tasks', '--json'], { cwd });
  expect(result.tasks).toContainEqual(expect.objectContaining({ name: 'gsm-hard', data: 'data' }));
  const { error } = await runCli(['sim', '--task', 'gaia', '--port', '0', '--json'], { cwd });
  expect(error?.message).toContain(join('sets', 'gaia', 'metadata.jsonl'));
});
