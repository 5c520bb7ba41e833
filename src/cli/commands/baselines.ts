import { loadConfig } from '../../config/index.ts';
import { usageError } from '../../base/errors.ts';
import { writeFileAtomic } from '../../base/write-file.ts';
import {
  BASELINES,
  type BaselinesResult,
  baselineSettings,
  baselinesCsv,
  baselinesText,
  estimateBaselines,
  runBaselines,
} from '../../lab/baselines/index.ts';
import { type CommandExit, defineCommand } from '../command.ts';
import {
  callOptions,
  dataOption,
  dataSeedOption,
  dryRunOption,
  outsideOption,
  sandboxOption,
  repeatOptions,
  splitOption,
  storeOption,
  storeToRead,
  tokensOption,
  workersOption,
} from '../common.ts';
import { asCalled } from '../called-as.ts';
import { tellDryRun } from '../dry-run.ts';
import { followBaselines } from '../follow-baselines.ts';
import { assertWritable } from '../writable.ts';
import { names, text, toggle } from '../option.ts';
import { setting } from '../setting.ts';
import { cacheOf, exitOf, limitsOf } from './optimize.ts';

export const baselinesCommand = defineCommand({
  details:
    'All that make sense for the task run on the same items: accuracy, the difference to `direct` in pairs, calls, ' +
    'tokens and cost of an item, failures; with --vote also the difference to a vote of as many calls. ' +
    'The same command continues an unfinished run. See docs/baselines.md.',
  arguments: [{ name: 'TASK', description: 'a benchmark (`w4s tasks` lists them) or a task file' }],
  options: {
    executor: text('MODEL', { description: 'the model that the workflows call', env: 'W4S_EXECUTOR' }),
    only: names('A,B', {
      description: `these alone, and \`direct\`: ${BASELINES.map(({ name }) => name).join(', ')}`,
      otherwise: 'all that make sense for the task',
    }),
    items: setting(baselineSettings.shape.items, { value: 'N', description: 'items from the start of the split' }),
    ...splitOption,
    vote: toggle({ description: 'compare each with a vote of as many chains of thought as it makes calls' }),
    ...repeatOptions,
    ...callOptions,
    ...workersOption,
    ...tokensOption,
    ...dataSeedOption,
    ...dataOption,
    ...outsideOption,
    ...sandboxOption,
    ...storeOption,
    name: text('TEXT', { description: 'a name to find the run by' }),
    csv: text('FILE', { description: 'also write the table as CSV, with unrounded numbers' }),
    ...dryRunOption,
  },
  examples: [
    'w4s baselines gsm-hard --executor openai:gpt-6-luna --items 100 --budget 2 --vote',
    'w4s baselines pocket-passage --executor pocket:executor --only program_of_thought,self_consistency',
  ],
  run: async ({ args, options, output, signal, onInterrupt }) => {
    const { budget: _budget, maxCalls: _maxCalls, fresh, data, dryRun, csv, ...rest } = options;
    const executor = options.executor ?? (await loadConfig()).config.defaults?.executor;
    if (executor === undefined)
      throw usageError('missing-model', 'Expected `--executor MODEL`: the model that the workflows call', {
        hint: 'For example `openai:gpt-6-luna`.',
      });
    if (csv !== undefined) assertWritable(csv, '--csv');
    const wanted = { ...rest, ...limitsOf(options), task: args[0], executor, cache: cacheOf(fresh), dataDir: data };
    if (dryRun)
      return tellDryRun(
        output,
        [await estimateBaselines({ ...wanted, store: await storeToRead(options.store) })],
        'These are the calls that the workflows make by their text. Cached answers reduce the cost',
      );
    const follow = followBaselines(output);
    const result = await runBaselines({
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
    output.print(asCalled(baselinesText(result)));
    if (csv !== undefined) await writeFileAtomic(csv, baselinesCsv(result.rows));
    return { result, exitCode: exitCodeOf(result) };
  },
});

/** Where nothing could be scored there is nothing to say. */
function exitCodeOf({ status, rows }: BaselinesResult): CommandExit {
  if (status === 'done' && rows.every(({ accuracy }) => accuracy === null)) return 5;
  return exitOf(status);
}
