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
  storeOption,
  storeToRead,
  tokensOption,
  withStore,
} from '../common.ts';
import { tellDryRun } from '../dry-run.ts';
import { followEvaluation } from '../follow-evaluation.ts';
import { itemsIn } from '../items-text.ts';
import { text } from '../option.ts';
import { scoreText } from '../result-text.ts';
import { setting } from '../setting.ts';
import { cacheOf, limitsOf } from './optimize.ts';

export const evalCommand = defineCommand({
  name: 'eval',
  summary: 'score a workflow on a task',
  details:
    'WORKFLOW is a .py file that defines workflow(agent, task) or solver(agent, task), a run (its winner), ' +
    'or a candidate as RUN/t03c1.',
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
    ...repeatOptions,
    ...callOptions,
    ...tokensOption,
    ...dataSeedOption,
    ...dataOption,
    ...outsideOption,
    ...storeOption,
    name: text('TEXT', { description: 'a name to find the evaluation by' }),
    ...dryRunOption,
  },
  examples: [
    'w4s eval examples/workflows/self_consistency.py --task gsm-hard --executor openai:gpt-6-luna --limit 100',
    'w4s eval gsm-hard-7k2mx --task svamp --executor openai:gpt-6-sol --split test',
  ],
  run: async ({ args, options, output, signal, onInterrupt }) => {
    const { budget: _budget, maxCalls: _maxCalls, concurrency: _concurrency, fresh, data, dryRun, ...rest } = options;
    const executor = options.executor ?? (await loadConfig()).config.defaults?.executor;
    if (executor === undefined)
      throw usageError('missing-model', 'Expected `--executor MODEL`: the model that the workflow calls', {
        hint: 'For example `openai:gpt-6-luna`.',
      });
    const wanted = {
      ...rest,
      ...limitsOf(options),
      workflow: args[0],
      executor,
      cache: cacheOf(fresh),
      dataDir: data,
    };
    if (dryRun)
      return tellDryRun(output, [await estimateScore({ ...wanted, store: await storeToRead(options.store) })]);
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
    const items = output.json ? await withStore(options.store, (store) => itemsIn(store, result.run)) : undefined;
    if (result.endedBy !== null) return { result: { ...result, items }, exitCode: result.endedBy === 'cap' ? 3 : 130 };
    return { result: { ...result, items }, exitCode: result.status === 'inconclusive' ? 1 : 0 };
  },
});
