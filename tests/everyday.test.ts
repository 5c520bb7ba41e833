import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatServer, sendJson } from './support/chat-server.ts';
import { type CliResult, runCli } from './support/cli.ts';

const SIM = ['--executor', 'sim:executor', '--meta', 'sim:meta'];
const TINY = ['--turns', '1', '--validation', '6', '--test', '4'];
const DIRECT =
  'def workflow(agent, task):\n' +
  '    return {"answer": agent.call_llm(messages=[{"role": "user", "content": task}])[0]}\n';
const BOOM =
  'def workflow(agent, task):\n    if len(task) % 2:\n        raise KeyError(task[:4])\n    return {"answer": [][1]}\n';

let folder: string;
let search: string;
let evaluation: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'w4s-everyday-'));
  writeFileSync(join(folder, 'w.py'), DIRECT);
  writeFileSync(join(folder, 'boom.py'), BOOM);
  search = (await cli('optimize', 'word-problems', ...SIM, ...TINY)).result.run;
  evaluation = (await cli('eval', 'w.py', '--task', 'word-problems', '--executor', 'sim:executor', '--limit', '4'))
    .result.run;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cli = (...words: string[]): Promise<CliResult> => runCli([...words, '--json'], { cwd: folder });
const plain = (...words: string[]): Promise<CliResult> => runCli(words, { cwd: folder });

it('`runs` tells workflow, model, cost and age', async () => {
  const { stdout } = await plain('runs');
  expect(stdout).toMatch(/^run +command +task +workflow +executor +status +score +test +cost +age/);
  expect(stdout).toMatch(
    new RegExp(`${evaluation} +eval +word-problems +w\\.py +sim:executor +done +\\d+\\.\\d% +– +unpriced +now`),
  );
  expect(stdout).toMatch(new RegExp(`${search} +optimize +word-problems +t0\\dc\\d +sim:executor +done`));
});

describe('`latest` is what the command is about, though an evaluation is newer', () => {
  it('export and show --code: the last winner', async () => {
    expect((await cli('export', 'latest', '--out', 'out.py', '--approve')).result.run).toBe(search);
    expect((await cli('show', 'latest', '--code')).result.label).toContain(search);
    expect((await cli('show', '--trajectory')).result.run).toBe(search);
  });

  it('show: the newest of all', async () => {
    expect((await cli('show')).result.run).toBe(evaluation);
  });
});

it('a finished command given again says so before it does anything', async () => {
  const words = ['eval', 'w.py', '--task', 'word-problems', '--executor', 'sim:executor', '--limit', '4'];
  expect((await plain(...words)).stderr).toMatch(new RegExp(`^Warning: Identical to ${evaluation}.+--seed`));
  expect((await plain(...words, '--seed', '9')).stderr).not.toContain('Identical');
  const { stderr, lines } = await cli('optimize', 'word-problems', ...SIM, ...TINY);
  expect(stderr).toContain(`Identical to ${search}`);
  expect(lines.slice(0, 2).map(({ event }) => event)).toEqual(['run-started', 'warning-raised']);
});

it('a dry run says what would be asked, and makes no store', async () => {
  const words = [
    'optimize',
    'word-problems',
    ...SIM,
    '--turns',
    '2',
    '--validation',
    '10',
    '--test',
    '20',
    '--dry-run',
    '--store',
    'none.db',
  ];
  const { result } = await cli(...words);
  // Three starts: 10 items each, the best 20 more, asked once. Two candidates: 10 items and a trial each, the winner 20
  // more, asked 1 to 5 times.
  expect(result).toMatchObject({
    dryRun: true,
    estimates: [
      {
        task: 'word-problems',
        itemRuns: 92,
        costUsd: null,
        calls: [
          { role: 'executor', calls: { low: 92, high: 260 } },
          { role: 'meta', calls: { low: 2, high: 4 } },
        ],
      },
    ],
  });
  const env = { OPENAI_API_KEY: '' }; // nothing is asked, so no key is needed
  const priced = await runCli(
    ['eval', 'w.py', '--task', 'word-problems', '--executor', 'openai:gpt-6-luna', '--dry-run', '--store', 'none.db'],
    { cwd: folder, env },
  );
  expect(priced.stdout).toMatch(/128 item runs, \$0\.\d+ to \$0\.\d+/);
  expect(existsSync(join(folder, 'none.db'))).toBe(false);
});

it('an evaluation that fails says which exception, how often and where', async () => {
  const words = [
    'eval',
    'boom.py',
    '--task',
    'word-problems',
    '--executor',
    'sim:executor',
    '--limit',
    '24',
    '--store',
    'boom.db',
  ];
  const { stdout } = await plain(...words);
  const counts = [...stdout.matchAll(/(\d+) x exception: (?:KeyError|IndexError): .+\(items? \d+, .*\)/g)].map(
    ([, number]) => Number(number),
  );
  expect(counts).toHaveLength(2);
  expect(counts[0]! + counts[1]!).toBe(24);
  expect((await cli('show', 'latest', '--store', 'boom.db')).result.result.problems[0]).toMatchObject({
    kind: 'exception',
    count: counts[0],
    items: expect.any(Array),
  });
});

it('a wrong key is told, and no table of nothing', async () => {
  await using server = await chatServer((_, response) =>
    sendJson(response, 401, { error: { message: 'Incorrect API key provided', code: 'invalid_api_key' } }),
  );
  const { code, stdout } = await runCli(
    ['optimize', 'word-problems', '--executor', 'openai:gpt-4o-mini', '--meta', 'sim:meta', '--store', 'key.db'],
    { cwd: folder, env: { OPENAI_API_KEY: 'sk-wrong', OPENAI_BASE_URL: server.baseUrl } },
  );
  expect(code).toBe(1);
  expect(stdout).toMatch(/^\nRun \S+ failed: .+401.+\n {2}.+OPENAI_API_KEY.+\nNothing was paid\.\n$/);
});

it('a sub-folder uses the store of the folder above, and doctor and help say so', async () => {
  const below = join(folder, 'data');
  await mkdir(below);
  const store = join(folder, '.w4s/store.db');
  const found = await runCli(['runs', '--json'], { cwd: below });
  expect(found.result).toMatchObject({
    store,
    runs: expect.arrayContaining([expect.objectContaining({ run: search })]),
  });
  expect(existsSync(join(below, '.w4s'))).toBe(false);
  expect((await runCli(['doctor'], { cwd: below })).stdout).toContain(`${store} (the nearest one above)`);
  expect((await runCli(['--help'], { cwd: below })).stdout).toContain(
    `Runs are kept in ${store} (the nearest one above)`,
  );
});

it('rm deletes a run and its files, asks where it can, and nothing without a yes', async () => {
  expect(await cli('rm', search, 'word-problems-none')).toMatchObject({ code: 2, error: { code: 'unknown-run' } });
  expect(await cli('rm', search)).toMatchObject({
    code: 2,
    error: { code: 'needs-yes', hint: expect.stringContaining(search) },
  });
  expect(existsSync(join(folder, '.w4s/runs', search))).toBe(true);
  expect((await cli('rm', search, '--yes')).result).toEqual({ deleted: [search] });
  expect(existsSync(join(folder, '.w4s/runs', search))).toBe(false);
  expect((await cli('show', search)).error).toMatchObject({ code: 'unknown-run' });
  expect((await cli('show', evaluation)).code).toBe(0);
});

it('help stands in groups, and commands are told as the program was called', async () => {
  const { stdout } = await plain('--help');
  expect(stdout).toMatch(/\nUse:\n {2}demo[^]+\nInspect:\n {2}ui[^]+\n {2}runs[^]+\nResearch:\n {2}collect/);
  expect((await plain('optimize', '--help')).stdout).toMatch(/\nModels:\n[^]+\nSize of the search:\n[^]+\nLimits:\n/);
  expect((await plain('-v')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  const { stderr } = await runCli(['optimise'], { cwd: folder, env: { npm_command: 'exec' } });
  expect(stderr).toContain('`npx w4s --help`');
});
