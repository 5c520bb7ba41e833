import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from './support/cli.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-baselines-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const cli = (...words: string[]) => runCli([...words, '--store', 'store.db'], { cwd: folder });

it('all of them on a pocket task, as text, JSON and CSV; the run is found by what reads runs', async () => {
  const scoring = ['baselines', 'pocket-arith', '--executor', 'pocket:executor', '--items', '3', '--vote'];
  const done = await cli(...scoring, '--csv', 'table.csv', '--json');
  expect(done.code, done.stderr).toBe(0);
  const { rows, skipped, run } = done.result;
  expect(rows).toHaveLength(16);
  for (const { name, n, missing } of rows) expect([n, missing], name).toEqual([3, 0]);
  expect(skipped).toEqual([{ name: 'code_with_public_tests', reason: 'made for programming tasks' }]);
  const calls = Object.fromEntries(
    rows.map((row: { name: string; callsPerItem: number }) => [row.name, row.callsPerItem]),
  );
  expect(calls).toMatchObject({ direct: 1, step_back: 2, self_consistency: 5, multi_agent_debate: 6, expert_panel: 6 });
  for (const { name, vote, callsPerItem } of rows)
    if (name !== 'self_consistency') expect(vote, name).toMatchObject({ votes: Math.ceil(callsPerItem), n: 3 });
  const told = done.lines.filter(({ event }) => event === 'workflow-scored').map(({ data }) => data.name);
  expect(told.slice(0, 16)).toEqual(rows.map(({ name }: { name: string }) => name));
  expect((await readFile(join(folder, 'table.csv'), 'utf8')).trimEnd().split('\r\n')).toHaveLength(17);

  const shown = await cli('show', run);
  expect(shown.stdout).toMatch(/\nprogram_of_thought +\d+\.\d% /);
  expect(shown.stdout).toContain('Against a vote of as many calls:');
  expect((await cli('runs')).stdout).toMatch(/baselines +pocket-arith/);
  expect((await cli('compare', `${run}/t00c3`, `${run}/t00c0`)).stdout).toContain('shared items    3');
  expect((await cli('report', run)).stdout).toContain('report.html');
  expect((await cli('resume', run)).stderr).toContain('w4s baselines` command again');
  expect((await cli('hint', run, 'Count.')).stderr).toContain('is no search');
}, 180_000);

it('ends with the exit code of a limit, tells before what it would take, and refuses a table that has no place', async () => {
  const scoring = ['baselines', 'word-problems', '--executor', 'sim:executor', '--items', '4', '--only', 'step_back'];
  const capped = await cli(...scoring, '--max-calls', '3');
  expect(capped.code).toBe(3);
  expect(capped.stdout).toContain('ended early (stopped)');
  const dry = await cli(...scoring, '--vote', '--dry-run');
  expect(dry.stdout).toMatch(/executor +sim:executor +12 to 24 /);
  expect(dry.stdout).toContain('calls that the workflows make by their text');
  const placeless = await cli(...scoring, '--csv', 'nowhere/table.csv');
  expect(placeless).toMatchObject({ code: 2, stderr: expect.stringContaining('Expected `--csv` to be a file') });
}, 60_000);
