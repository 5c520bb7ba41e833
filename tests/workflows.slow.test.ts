import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SimServer, startSim } from '../src/providers/sim/index.ts';
import { openingsOf, openStore } from '../src/store/index.ts';
import { loadTask } from '../src/task/index.ts';
import { dataDir, noData } from './support/test-data.ts';
import { type CliResult, runCli } from './support/cli.ts';

const example = (name: string): string => resolve(import.meta.dirname, `../examples/workflows/${name}.py`);

describe.skipIf(noData)(
  'workflows written for the reference’s interface, on real benchmarks (skipped without W4S_DATA)',
  () => {
    let folder: string;
    let sim: SimServer;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'w4s-workflows-'));
      sim = await startSim({
        tasks: await Promise.all(['gsm-hard', 'mgsm', 'humaneval'].map((name) => loadTask(name, { dataDir }))),
      });
    });
    afterAll(async () => {
      await sim.close();
      await rm(folder, { recursive: true, force: true });
    });

    const cli = (...words: string[]): Promise<CliResult> =>
      runCli([...words, '--store', join(folder, 'store.db'), '--json'], { cwd: folder });
    const score = async (workflow: string, task: string, ...more: string[]): Promise<CliResult> => {
      const found = await cli(
        'eval',
        example(workflow),
        '--task',
        task,
        '--executor',
        `${sim.url}#sim-executor`,
        '--data',
        dataDir,
        '--split',
        'validation',
        '--limit',
        '24',
        ...more,
      );
      expect(found.code, found.stderr).toBe(0);
      return found;
    };

    it.each(['gsm-hard', 'mgsm'])(
      'chain of thought, self-consistency and code generation run unchanged on %s',
      async (task) => {
        const direct = (await score('direct', task)).result;
        const steps = (await score('chain_of_thought', task)).result;
        const vote = (await score('self_consistency', task)).result;
        const code = (await score('code_generation', task)).result;
        for (const result of [direct, steps, vote, code]) {
          expect(result).toMatchObject({
            task,
            split: 'validation',
            n: 24,
            missing: 0,
            failures: {},
            simulated: true,
            costUsd: null,
            missingCause: null,
          });
          expect(result.interval.low).toBeLessThan(result.accuracy);
          expect(result.interval.high).toBeGreaterThan(result.accuracy);
          expect(result.latencyMs.p50).toBeLessThanOrEqual(result.latencyMs.p90);
          expect(result.tokens.completionTokens).toBeGreaterThan(0);
        }
        expect(direct).toMatchObject({ calls: 24, callsPerItem: 1 });
        expect(vote).toMatchObject({ calls: 120, callsPerItem: 5 });
        // The rates of the simulator: steps beat none, five beat one.
        expect(steps.accuracy).toBeGreaterThan(direct.accuracy);
        expect(vote.accuracy).toBeGreaterThan(steps.accuracy);
        expect(code.accuracy).toBeGreaterThan(direct.accuracy);

        const { result: both } = await cli('compare', vote.run, direct.run);
        const gained = both.flipped.firstBetter.length;
        const lost = both.flipped.secondBetter.length;
        expect(both.paired).toMatchObject({ items: 24, intervalMethod: 'newcombe', pMethod: 'mcnemar' });
        expect(both.paired.difference).toBeCloseTo((gained - lost) / 24, 12);
        expect(both.paired.difference).toBeCloseTo(vote.accuracy - direct.accuracy, 12);
        expect(both.paired.interval.low).toBeLessThan(both.paired.difference);
        expect(both.paired.interval.high).toBeGreaterThan(both.paired.difference);
        expect(both.paired.p).toBeCloseTo(exactMcNemar(gained, lost), 9);
        expect(both.first.label).toBe(`self_consistency.py (${vote.run})`);
      },
    );

    it('the same evaluation again is answered from the cache; repeats are samples of their own', async () => {
      const first = (await score('chain_of_thought', 'gsm-hard')).result;
      const before = sim.stats().choices;
      const again = (await score('chain_of_thought', 'gsm-hard')).result;
      expect(sim.stats().choices).toBe(before);
      expect(again).toMatchObject({ accuracy: first.accuracy, calls: 24, paid: { calls: 0, costUsd: 0 } });
      expect(again.run).not.toBe(first.run);

      const repeated = (await score('chain_of_thought', 'gsm-hard', '--limit', '8', '--repeats', '3')).result;
      expect(repeated).toMatchObject({ n: 24, calls: 24 });
      // The first of the three is known already.
      expect(sim.stats().choices - before).toBe(16);

      await score('chain_of_thought', 'gsm-hard', '--limit', '8', '--fresh');
      expect(sim.stats().choices - before).toBe(24);
    });

    it('code workflows get the entry point and the public tests, and the hidden tests decide', async () => {
      const direct = (await score('direct_code', 'humaneval', '--limit', '16')).result;
      const tested = (await score('code_with_public_tests', 'humaneval', '--limit', '16')).result;
      expect(direct).toMatchObject({ n: 16, missing: 0, callsPerItem: 1 });
      expect(tested.accuracy).toBeGreaterThan(direct.accuracy);
      expect(tested.callsPerItem).toBeGreaterThan(1);
      expect(tested.callsPerItem).toBeLessThan(4);
    });

    it('the test split is opened on record, and tasks are not compared with each other', async () => {
      const test = (await score('direct', 'mgsm', '--split', 'test')).result;
      expect(test.split).toBe('test');
      const store = await openStore(join(folder, 'store.db'));
      const openings = await openingsOf(store, test.run);
      await store.close();
      expect(openings).toMatchObject([{ split: 'test', reason: 'eval', evaluation_id: `${test.run}/test` }]);
      const other = (await score('direct', 'gsm-hard', '--split', 'test')).result;
      expect(await cli('compare', test.run, other.run)).toMatchObject({
        code: 2,
        error: { code: 'not-comparable', hint: expect.stringContaining('same items') },
      });
      const validation = (await score('direct', 'mgsm')).result;
      expect(await cli('compare', test.run, validation.run)).toMatchObject({
        code: 2,
        error: { code: 'not-comparable', message: expect.stringMatching(/test.+validation/) },
      });
    });
  },
);

/** Two-sided exact McNemar: a binomial test of the items on which just one was right. */
function exactMcNemar(better: number, worse: number): number {
  const n = better + worse;
  let tail = 0;
  for (let k = 0, ways = 1; k <= Math.min(better, worse); ways = (ways * (n - k)) / (k + 1), k++) tail += ways / 2 ** n;
  return Math.min(1, 2 * tail);
}
