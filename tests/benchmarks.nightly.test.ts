import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { optimize } from '../src/index.ts';
import { startSim } from '../src/providers/sim/index.ts';
import { ledgerRows, openStore } from '../src/store/index.ts';
import { loadTask } from '../src/task/index.ts';
import { dataDir, noData } from './support/test-data.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-benchmarks-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(noData)(
  'optimize on real benchmark data, every fifth request failing (skipped without W4S_DATA)',
  () => {
    it.each(['gsm-hard', 'mgsm', 'humaneval', 'mbpp', 'drop'])(
      '%s ends with a winner, a report and an exact ledger',
      async (name) => {
        const task = await loadTask(name, { dataDir });
        const sim = await startSim({
          tasks: [task],
          faults: { 429: 0.08, 500: 0.08, cut: 0.03, hang: 0.01 },
          retryAfterS: 0,
          seed: 3,
        });
        const store = join(folder, name, 'store.db');
        try {
          const result = await optimize({
            task,
            executor: 'faulty:sim-executor',
            meta: 'faulty:sim-meta',
            turns: 3,
            candidates: 2,
            validation: 24,
            test: 30,
            store,
            review: 'never',
            config: {
              providers: { faulty: { baseUrl: sim.url, timeoutMs: 5_000 } },
              retry: { baseDelayMs: 10, maxDelayMs: 50, attempts: 12 },
              prices: {
                'faulty:sim-executor': { inputUsdPerMillion: 0.15, outputUsdPerMillion: 0.6 },
                'faulty:sim-meta': { inputUsdPerMillion: 0.1, outputUsdPerMillion: 0.1 },
              },
            },
          });
          const { choices, byFault } = sim.stats();
          expect(byFault['429'] + byFault['500'] + byFault.cut).toBeGreaterThan(10);
          expect(result).toMatchObject({ status: 'done', reason: null });
          expect(result.best!.test).toMatchObject({ n: 30, missing: 0 });
          expect(result.best!.validation.accuracy).toBeGreaterThanOrEqual(result.start!.validation.accuracy!);
          // Every choice that the server delivered whole is in the books once, and nothing else is.
          expect(result.calls).toBe(choices);
          expect(await readFile(result.best!.file!, 'utf8')).toContain(`# run: ${result.run}`);
          expect(await readFile(result.report!, 'utf8')).toContain(result.run);
          const opened = await openStore(store);
          const rows = await ledgerRows(opened, result.run);
          await opened.close();
          expect(rows.reduce((sum, { costUsd }) => sum + costUsd!, 0)).toBeCloseTo(result.costUsd!, 12);
          expect(result.costUsd).toBeGreaterThan(0);
        } finally {
          await sim.close();
        }
      },
      180_000,
    );
  },
);
