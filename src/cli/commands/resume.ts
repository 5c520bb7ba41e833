import { usageError } from '../../base/errors.ts';
import { recordedOptions } from '../../optimize/index.ts';
import { isSearch } from '../../run/index.ts';
import { type Run, findRun, isAlive } from '../../store/index.ts';
import { defineCommand } from '../command.ts';
import {
  callOptions,
  dataOption,
  minutesOption,
  outsideOption,
  sandboxOption,
  storeOption,
  workersOption,
  withStore,
} from '../common.ts';
import { limitsOf, runOptimize } from './optimize.ts';

const { fresh: _fresh, judge: _judge, ...capOptions } = callOptions;

export const resumeCommand = defineCommand({
  details: 'Nothing is paid twice: the store keeps every answer. Limits include what the run has already spent.',
  arguments: [{ name: 'RUN', description: 'a run', required: false }],
  options: {
    ...capOptions,
    ...minutesOption,
    ...workersOption,
    ...dataOption,
    ...outsideOption,
    ...sandboxOption,
    ...storeOption,
  },
  examples: ['w4s resume latest', 'w4s resume gsm-hard-7k2mx --budget 2'],
  run: async (input) => {
    const { args, options } = input;
    const run = await withStore(options.store, (store) => findRun(store, args[0] ?? 'latest', isUnfinished));
    if (run.command !== 'optimize' && run.command !== 'collect')
      throw usageError('not-resumable', `Run \`${run.id}\` is not a search`, {
        hint: `Run the same \`w4s ${run.command}\` command again: it continues where it stopped.`,
      });
    const recorded = recordedOptions(run);
    return runOptimize(input, {
      ...recorded,
      ...limitsOf(options),
      allowOutside: options.allowOutside,
      sandbox: options.sandbox,
      workers: options.workers,
      run: run.id,
      command: run.command,
      store: options.store,
      dataDir: options.data ?? recorded.dataDir,
    });
  },
});

/** What `resume` is about, when it is not told. */
function isUnfinished(run: Run): boolean {
  return isSearch(run) && run.status !== 'done' && !isAlive(run);
}
