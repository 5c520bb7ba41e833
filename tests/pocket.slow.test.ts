import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readManifest } from '../src/providers/pocket/index.ts';
import { runCli } from './support/cli.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-pocket-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the shipped models', () => {
  it('are all there and under 20 MB', () => {
    const models = readManifest();
    expect(models.map(({ name }) => name)).toEqual([
      'executor',
      'executor-b',
      'meta',
      'meta-rlao',
      'meta-sft-all',
      'meta-sft-best',
    ]);
    expect(models.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(20e6);
  });

  it('solve more with a workflow that lets the executor write programs than when asked plainly', async () => {
    const score = async (workflow: string) => {
      const { code, stderr, result } = await runCli(
        [
          'eval',
          `examples/workflows/${workflow}`,
          '--task',
          'pocket-arith',
          '--executor',
          'pocket:executor',
          '--limit',
          '60',
          '--store',
          join(folder, 'eval.db'),
          '--json',
        ],
        { cwd: process.cwd() },
      );
      expect(code, stderr).toBe(0);
      return result as { accuracy: number; n: number; missing: number; costUsd: number };
    };
    const [plain, programs] = [await score('direct.py'), await score('code_generation.py')];
    expect(programs.accuracy).toBeGreaterThan(plain.accuracy);
    expect(programs).toMatchObject({ n: 60, missing: 0, costUsd: 0 });
  }, 120_000);
});

describe('demo', () => {
  it('searches on a held-out family with real models, tests on sealed items, and names what to do next', async () => {
    const { code, stdout, stderr } = await runCli(['demo', '--turns', '2', '--store', 'demo.db'], { cwd: folder });
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/t01c\d {2}Plan: /);
    expect(stderr).toContain('Test split opened');
    expect(stdout).not.toContain('SIMULATED');
    expect(stdout).toMatch(/ {2}start +turn 1 +turn 2\nbefore RLAO( +\d+\.\d%){3}\nafter RLAO( +\d+\.\d%){3}\n/);
    expect(stdout).toMatch(/start +\d+\.\d% \[/);
    expect(stdout).toMatch(/best workflow after RLAO +\d+\.\d% \[/);
    expect(stdout).toMatch(/Report: .*\.html/);
    expect(stdout).toMatch(/Next:\n {2}w4s show pocket-passage-\w+ --code --store demo\.db\n/);
  }, 240_000);

  it('two at once do not disturb each other', async () => {
    const both = await Promise.all(
      ['a.db', 'b.db'].map((store) =>
        runCli(
          [
            'optimize',
            'pocket-format',
            '--executor',
            'pocket:executor',
            '--meta',
            'pocket:meta',
            '--turns',
            '1',
            '--validation',
            '8',
            '--test',
            '8',
            '--store',
            store,
            '--json',
          ],
          { cwd: folder },
        ),
      ),
    );
    for (const { code, stderr, result } of both) {
      expect(code, stderr).toBe(0);
      expect(result).toMatchObject({ status: 'done', simulated: false, costUsd: 0 });
    }
    // The same seed and models: the same answers, side by side or not.
    expect(both[0]!.result.best.test.accuracy).toBe(both[1]!.result.best.test.accuracy);
  }, 240_000);
});
