import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from '../../tests/support/cli.ts';
import { chatServer, refusal, sendJson } from '../../tests/support/chat-server.ts';
import { loadEnvFile } from './env-file.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'w4s-env-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function file(text: string): string {
  const path = join(mkdtempSync(join(root, 'case-')), '.env');
  writeFileSync(path, text);
  return path;
}

it('takes what is not set yet, and nothing that changes how programs start', () => {
  const env: NodeJS.ProcessEnv = { HELD: 'mine', EMPTY: '' };
  const told = loadEnvFile(
    file(
      'export A=1\nB="two words" # note\nHELD=theirs\nEMPTY=theirs\nNODE_OPTIONS=--hunter22\nLD_PRELOAD=x\nPATH=/evil',
    ),
    env,
  );
  expect(env).toEqual({ A: '1', B: 'two words', HELD: 'mine', EMPTY: '' });
  expect(told).toMatch(/LD_PRELOAD, NODE_OPTIONS, PATH ignored/);
  expect(told).not.toContain('hunter22');
});

it.each([
  'GITHUB_TOKEN',
  'GITLAB_TOKEN',
  'LDAP_PASSWORD',
  'PYTHONANYWHERE_TOKEN',
  'NODEPING_KEY',
  'ENVIRONMENT',
  'PATHS',
  'MY_PATH',
  'NPM_TOKEN',
  'OPENAI_API_KEY',
  'PYTHONPATH_KEY',
])('takes %s, which begins like one that is not taken', (name) => {
  const env = {};
  expect(loadEnvFile(file(`${name}=1`), env)).toBeUndefined();
  expect(env).toEqual({ [name]: '1' });
});

it.each([
  'PATH',
  'Path',
  'ENV',
  'BASH_ENV',
  'NODE_OPTIONS',
  'NODE_EXTRA_CA_CERTS',
  'LD_LIBRARY_PATH',
  'GIT_SSH_COMMAND',
  'DYLD_INSERT_LIBRARIES',
  'npm_config_registry',
  'NPM_CONFIG_PREFIX',
  'PYTHONPATH',
  'PYTHONHOME',
  'PYTHONSTARTUP',
  'PYTHONUSERBASE',
  'PYTHONWARNINGS',
  'PYTHONBREAKPOINT',
  'PYTHON_PRESITE',
])('does not take %s, and says what to do', (name) => {
  const env = {};
  expect(loadEnvFile(file(`${name}=1`), env)).toMatch(new RegExp(`${name} ignored.*export`));
  expect(env).toEqual({});
});

it('needs none', () => expect(loadEnvFile(join(root, 'none'), {})).toBeUndefined());

it.each<[string, (path: string) => void]>([
  ['a folder', (path) => mkdirSync(path)],
  ['a pipe', (path) => void execFileSync('mkfifo', [path])],
  ['a large file', (path) => writeFileSync(path, 'A=1\n'.repeat(300_000))],
])('%s is an error at once', (name, make) => {
  const path = join(root, name.replaceAll(' ', '-'));
  make(path);
  expect(() => loadEnvFile(path, {})).toThrow(expect.objectContaining({ code: 'env-file', exitCode: 2 }));
});

it.skipIf(process.getuid?.() !== 0)('passes over a file of another user', () => {
  const path = file('A=1');
  chownSync(path, 12_345, 12_345);
  const env = {};
  // Root may read all files, but none but its own is meant for it.
  expect(loadEnvFile(path, env)).toContain('another user');
  expect(env).toEqual({});
});

it('on the command line: the key is sent and never printed; without it the error names .env', async () => {
  await using server = await chatServer((_call, response) =>
    sendJson(response, 401, refusal('wrong key sesame-open-42')),
  );
  const cwd = mkdtempSync(join(root, 'cli-'));
  const config = { providers: { mine: { baseUrl: server.baseUrl, apiKeyEnv: 'MINE_KEY' } } };
  writeFileSync(join(cwd, 'w4s.config.json'), JSON.stringify(config));
  writeFileSync(
    join(cwd, 'w.py'),
    'def workflow(agent, task):\n' +
      '    return {"answer": agent.call_llm(messages=[{"role": "user", "content": task}])[0]}\n',
  );
  const run = () =>
    runCli(['eval', 'w.py', '--task', 'word-problems', '--executor', 'mine:m', '--max-calls', '1', '--json'], { cwd });
  const without = await run();
  expect(without.error).toMatchObject({ code: 'missing-key', hint: expect.stringContaining('.env') });
  writeFileSync(join(cwd, '.env'), 'MINE_KEY=sesame-open-42\n');
  const { stdout, stderr } = await run();
  expect(server.calls.length, stdout + stderr).toBeGreaterThan(0);
  expect(server.calls[0]!.headers.authorization).toBe('Bearer sesame-open-42');
  expect(stdout + stderr).not.toContain('sesame-open-42');
});
