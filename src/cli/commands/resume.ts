import { usageError } from '../../base/errors.ts';
import type { Settings } from '../../optimize/index.ts';
import { configOfRun } from '../../run/index.ts';
import { type Run, findRun, isAlive } from '../../store/index.ts';
import { defineCommand } from '../command.ts';
import { callOptions, dataOption, minutesOption, outsideOption, storeOption, withStore } from '../common.ts';
import { limitsOf, runOptimize } from './optimize.ts';

const { fresh: _fresh, judge: _judge, ...capOptions } = callOptions;

export const resumeCommand = defineCommand({
  name: 'resume',
  summary: 'continue a run that was interrupted, killed, or stopped by a limit',
  details: 'Nothing is paid twice: the store keeps every answer. Limits include what the run has already spent.',
  arguments: [{ name: 'RUN', description: 'a run', required: false }],
  options: {
    ...capOptions,
    ...minutesOption,
    ...dataOption,
    ...outsideOption,
    ...storeOption,
  },
  examples: ['w4s resume latest', 'w4s resume gsm-hard-7k2mx --budget 2'],
  run: async (input) => {
    const { args, options } = input;
    const run = await withStore(options.store, (store) => findRun(store, args[0] ?? 'latest', isUnfinished));
    if (run.command !== 'optimize' && run.command !== 'collect')
      throw usageError('not-resumable', `Run \`${run.id}\` is an evaluation`, {
        hint: 'Run the same `w4s eval` command again: it continues where it stopped.',
      });
    const { settings, task, executor, meta = '', judge, dataDir } = configOfRun(run);
    return runOptimize(input, {
      ...(settings as Partial<Settings> | undefined),
      task,
      executor,
      meta,
      judge: judge ?? undefined,
      ...limitsOf(options),
      allowOutside: options.allowOutside,
      run: run.id,
      command: run.command,
      store: options.store,
      dataDir: options.data ?? dataDir ?? undefined,
    });
  },
});

/** What `resume` is about, when it is not told. */
function isUnfinished(run: Run): boolean {
  return run.command !== 'eval' && run.status !== 'done' && !isAlive(run);
}
