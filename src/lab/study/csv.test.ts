import { expect, test } from 'vitest';
import { cellsCsv } from './csv.ts';
import type { Cell } from './result.ts';

test('a line a cell; what does not apply is empty', () => {
  const cell: Cell = {
    arm: 'start',
    task: 'a,b',
    executor: 'e',
    seed: 3,
    costUsd: null,
    minutes: 0.5,
    run: null,
    testRun: 'run-1',
    candidate: null,
    workflowHash: 'h',
    validation: null,
    runningBest: [],
    proposals: null,
    test: { accuracy: 0.25, interval: null, n: 4, missing: 1, callsPerItem: 1.5 },
    executorCalls: { validation: 0, counted: 0, test: 6, ledger: 7, paid: 5 },
  };
  expect(cellsCsv([cell]).split('\r\n')).toEqual([
    'arm,task,seed,test_accuracy,test_interval_low,test_interval_high,n,missing,validation_accuracy,' +
      'calls_per_item,search_calls,counted_calls,test_calls,ledger_calls,paid_calls,candidates,broken,unreadable,' +
      'passed_at_once,passed_after_repairs,scored_zero,without_calls,tied_start,beat_start,beat_best,candidate,' +
      'workflow_hash,run,test_run,executor,cost_usd,minutes',
    'start,"a,b",3,0.25,,,4,1,,1.5,0,0,6,7,5,,,,,,,,,,,,h,,run-1,e,,0.5',
    '',
  ]);
});
