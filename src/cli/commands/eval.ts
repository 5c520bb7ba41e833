import { loadConfig } from '../../config/index.ts';
import { usageError } from '../../base/errors.ts';
import { estimateScore, scoreSettings, scoreWorkflow } from '../../score/index.ts';
import { defineCommand } from '../command.ts';
import {
  callOptions,
  dataOption,
  dataSeedOption,
  dryRunOption,
  outsideOption,
  repeatOptions,
  splitOption,
  sandboxOption,
  storeOption,
  storeToRead,
  tokensOption,
  workersOption,
  withStore,
} from '../common.ts';
import { tellDryRun } from '../dry-run.ts';
import { followEvaluation } from '../follow-evaluation.ts';
import { itemsIn } from '../items-text.ts';
import { writeJunit } from '../junit-file.ts';
import { assertWritable } from '../writable.ts';
import { grouped, text } from '../option.ts';
import { exitOf, requirementOptions } from '../requirement-options.ts';
import { scoreText } from '../result-text.ts';
import { setting } from '../setting.ts';
import { shardHere, shardOption, shardText, storeOfShard } from '../shard-option.ts';
import { cacheOf, limitsOf } from './optimize.ts';

export const evalCommand = defineCommand({
  details:
    'WORKFLOW is a .py file that defines workflow(agent, task) or solver(agent, task), a run (its winner), ' +
    'or a candidate as RUN/t03c1. With --min-score or --no-worse-than it is a test for CI: see docs/evaluation.md.',
  arguments: [{ name: 'WORKFLOW', description: 'a .py file, a run, or RUN/t03c1' }],
  options: {
    task: text('TASK', {
      description: 'a benchmark or a task file',
      otherwise: 'the task that the workflow was made for',
    }),
    executor: text('MODEL', { description: 'the model that the workflow calls', env: 'W4S_EXECUTOR' }),
    ...splitOption,
    limit: setting(scoreSettings.shape.limit, {
      value: 'N',
      description: 'items from the start of the split',
      otherwise: 'all',
    }),
    ...shardOption,
    ...repeatOptions,
    ...callOptions,
    ...workersOption,
    ...tokensOption,
    ...dataSeedOption,
    ...dataOption,
    ...outsideOption,
    ...sandboxOption,
    ...storeOption,
    name: text('TEXT', { description: 'a name to find the evaluation by' }),
    ...grouped('For CI', requirementOptions),
    ...dryRunOption,
  },
  examples: [
    'w4s eval examples/workflows/self_consistency.py --task gsm-hard --executor openai:gpt-6-luna --limit 100',
    'w4s eval gsm-hard-7k2mx --task svamp --executor openai:gpt-6-sol --split test',
    'w4s eval workflow.py --task my-task --executor openai:gpt-6-luna --min-score 0.8 --junit eval.xml',
    'w4s eval workflow.py --task my-task --executor openai:gpt-6-luna --shard 2/4',
    'w4s eval workflow.py --task my-task --executor openai:gpt-6-luna --no-worse-than baseline --margin 0.03',
  ],
  run: async ({ args, options, given, output, signal, onInterrupt }) => {
    const { budget: _budget, maxCalls: _maxCalls, concurrency: _concurrency, ...others } = options;
    const { fresh, data, dryRun, junit, shard: asked, ...rest } = others;
    const stores = { usual: options.store, named: given.includes('store') ? options.store : undefined };
    const { shard, because } = await shardHere(asked, stores);
    const store = shard === undefined ? options.store : await storeOfShard(shard, stores);
    const executor = options.executor ?? (await loadConfig()).config.defaults?.executor;
    if (executor === undefined)
      throw usageError('missing-model', 'Expected `--executor MODEL`: the model that the workflow calls', {
        hint: 'For example `openai:gpt-6-luna`.',
      });
    if (junit !== undefined) assertWritable(junit, '--junit');
    const wanted = {
      ...rest,
      ...limitsOf(options),
      shard,
      store,
      workflow: args[0],
      executor,
      cache: cacheOf(fresh),
      dataDir: data,
    };
    if (dryRun) return tellDryRun(output, [await estimateScore({ ...wanted, store: await storeToRead(store) })]);
    if (shard !== undefined) output.note(shardText({ shard, store, because }));
    const follow = followEvaluation(output);
    const result = await scoreWorkflow({
      ...wanted,
      ...follow,
      signal,
      onWarning: (message) => output.note(`Warning: ${message}`),
      onRetry: (message) => output.note(`  ${message}`),
      onDownload: (message) => output.status(message),
      onStarted: (run, stop) => {
        output.event('run-started', { run });
        onInterrupt(stop);
      },
    });
    follow.end();
    output.print(scoreText(result));
    if (junit !== undefined)
      await withStore(store, (opened) => writeJunit(opened, result, { path: junit, passAt: options.minScore }));
    const items = output.json
      ? await withStore(store, (opened) => itemsIn(opened, { reference: result.run }))
      : undefined;
    return { result: { ...result, items }, exitCode: exitOf(result) };
  },
});
