import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chatServer, reply } from './support/chat-server.ts';
import { type StartedCli, runCli, startCli } from './support/cli.ts';
import { ASKS, post } from './support/serving.ts';
import { temporaryFolders } from './support/temporary.ts';

const folder = temporaryFolders();

function project(): string {
  const cwd = folder();
  writeFileSync(join(cwd, 'asks.py'), ASKS);
  return cwd;
}

async function started({ seen, printed }: StartedCli) {
  await seen('serve-started');
  const line = printed()
    .split('\n')
    .find((one) => one.includes('serve-started'))!;
  return JSON.parse(line).data as { url: string; models: { id: string; run: string }[] };
}

test('from the command line: served with a key, on record, ended by SIGTERM', async () => {
  await using executor = await chatServer(() => reply('hello'));
  const cwd = project();
  const words = [
    'serve',
    'asks.py',
    '--executor',
    `${executor.baseUrl}#m`,
    '--port',
    '0',
    '--store',
    'store.db',
    '--json',
  ];
  const cli = startCli([...words, '--key-env', 'MY_KEY', '--metrics'], { cwd, env: { MY_KEY: 'k' } });
  const { url, models } = await started(cli);
  expect(models).toMatchObject([{ id: 'asks' }]);
  const headers = { authorization: 'Bearer k' };
  const { body } = await post(
    `${url}/chat/completions`,
    { model: 'asks', messages: [{ role: 'user', content: 'hi' }] },
    headers,
  );
  expect(body.choices[0].message.content).toBe('hello');
  const metrics = await fetch(url.replace(/v1$/, 'metrics'), { headers });
  expect(await metrics.text()).toContain('w4s_executor_calls_total{model="asks"} 1');
  cli.child.kill('SIGTERM');
  const { code, result, stderr } = await cli.done;
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('Stopping') });
  expect(result).toMatchObject({ models: [{ id: 'asks' }] });
  const shown = await runCli(['show', models[0]!.run, '--item', body.id, '--store', 'store.db'], { cwd });
  expect(shown.stdout).toContain('hello');
});

test('`w4s cancel` ends a server by the name of its run, and never as the latest', async () => {
  const cwd = project();
  const place = ['--store', 'store.db', '--json'];
  const cli = startCli(['serve', 'asks.py', '--executor', 'sim:executor', '--port', '0', ...place], { cwd });
  const { run } = (await started(cli)).models[0]!;
  for (const words of [[], ['latest']])
    expect(await runCli(['cancel', ...words, ...place], { cwd })).toMatchObject({
      code: 2,
      error: { code: 'only-servers', hint: expect.stringContaining(`cancel ${run}`) },
    });
  expect((await runCli(['cancel', run, ...place], { cwd })).result).toEqual({ run, status: 'stopping' });
  const { code, result, stderr } = await cli.done;
  expect({ code, result }).toMatchObject({ code: 0, result: { reason: expect.stringContaining('w4s cancel') } });
  expect(stderr).toContain(`Run ${run} was cancelled`);
});

test('a key that is not there is said at once', async () => {
  const words = ['serve', 'asks.py', '--executor', 'sim:executor', '--key-env', 'NONE', '--json'];
  const { error, code } = await runCli(words, { cwd: project() });
  expect({ code, error }).toMatchObject({ code: 2, error: { code: 'missing-key' } });
});
