import { usageError } from '../../base/errors.ts';
import { writeFileAtomic } from '../../base/write-file.ts';
import {
  PAPER_NAMES,
  type TransferResult,
  estimateTransfer,
  transfer,
  transferCsv,
  transferSettings,
  transferText,
} from '../../lab/transfer/index.ts';
import { asCalled } from '../called-as.ts';
import { type CommandExit, defineCommand } from '../command.ts';
import {
  callOptions,
  dataOption,
  dataSeedOption,
  dryRunOption,
  outsideOption,
  repeatOptions,
  sandboxOption,
  storeOption,
  storeToRead,
  tokensOption,
} from '../common.ts';
import { tellDryRun } from '../dry-run.ts';
import { followBaselines } from '../follow-baselines.ts';
import { assertWritable } from '../writable.ts';
import { names, text } from '../option.ts';
import { setting } from '../setting.ts';
import { exitOf, limitsOf } from './optimize.ts';

const { fresh: _fresh, ...spending } = callOptions;
const { shape } = transferSettings;

export const transferCommand = defineCommand({
  details:
    'Each winner meets, on the same items, the workflow that its search started from, or `direct` where that does ' +
    'not fit: accuracy, the paired difference with p adjusted for all cells, calls and cost of an item, and a heat ' +
    'map on one page. The same command continues an unfinished transfer; more tasks and executors reuse what is ' +
    'there. See docs/transfer.md.',
  arguments: [
    { name: 'RUN', description: 'runs (their winners), RUN/t03c1, published workflows or .py files', many: true },
  ],
  options: {
    tasks: names('A,B', {
      description: `benchmarks, task files, or transfers of the paper: ${PAPER_NAMES.join(', ')}`,
      otherwise: 'the tasks that the workflows were made for',
    }),
    executors: names('X,Y', {
      description: 'models that the workflows call',
      otherwise: 'those that the workflows were measured with',
    }),
    items: setting(shape.items, { value: 'N', description: 'items from the start of the split' }),
    split: setting(shape.split, { description: 'items to use; the test split is opened on record' }),
    ...repeatOptions,
    ...spending,
    ...tokensOption,
    ...dataSeedOption,
    ...dataOption,
    ...outsideOption,
    ...sandboxOption,
    ...storeOption,
    name: text('TEXT', { description: 'part of the names of its runs', otherwise: 'derived from the settings' }),
    csv: text('FILE', { description: 'also write the cells as CSV, with unrounded numbers' }),
    ...dryRunOption,
  },
  examples: [
    'w4s transfer gsm-hard-7k2mx --tasks mgsm,svamp --executors openai:gpt-6-luna,vllm:qwen2.5-coder-7b --budget 5',
    'w4s transfer gsm-hard-7k2mx --tasks paper:math',
    'w4s transfer emails@3 --executors openai:gpt-6-luna --split validation',
  ],
  run: async ({ args, options, output, signal, onInterrupt }) => {
    const { budget: _budget, maxCalls: _maxCalls, data, dryRun, csv, name, ...rest } = options;
    if (name !== undefined && !/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name))
      throw usageError('invalid-option', `Expected \`--name\` to be letters, digits, dots and dashes, got \`${name}\``);
    if (csv !== undefined) assertWritable(csv, '--csv');
    const wanted = {
      ...rest,
      ...limitsOf(options),
      name,
      winners: args,
      dataDir: data,
      onWarning: (message: string) => output.note(`Warning: ${message}`),
      onDownload: (message: string) => output.status(message),
    };
    if (dryRun)
      return tellDryRun(
        output,
        await estimateTransfer({ ...wanted, store: await storeToRead(options.store) }),
        'This assumes 1 to 5 calls per item. Cached answers reduce the cost',
      );
    const follow = followBaselines(output);
    const result = await transfer({
      ...wanted,
      ...follow,
      signal,
      onRetry: (message) => output.note(`  ${message}`),
      onStarted: (run, stop) => {
        output.event('run-started', { run });
        onInterrupt(stop);
      },
    });
    follow.end();
    output.print(asCalled(transferText(result)));
    if (csv !== undefined) await writeFileAtomic(csv, transferCsv(result.cells));
    return { result, exitCode: exitCodeOf(result) };
  },
});

/** Where nothing could be scored there is nothing to say. */
function exitCodeOf({ status, cells }: TransferResult): CommandExit {
  if (status === 'done' && cells.every(({ difference }) => difference === null)) return 5;
  return exitOf(status);
}
