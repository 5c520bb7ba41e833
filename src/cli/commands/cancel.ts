import { findRun, finishRun, isAlive, updateRun } from '../../store/index.ts';
import { calledAs } from '../called-as.ts';
import { defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';

export const cancelCommand = defineCommand({
  name: 'cancel',
  summary: 'ask a running run to stop; it finishes the calls under way and keeps all work',
  arguments: [{ name: 'RUN', description: 'a run', required: false }],
  options: { ...storeOption },
  examples: ['w4s cancel latest'],
  run: ({ args, options, output }) =>
    withStore(options.store, async (store) => {
      const run = await findRun(store, args[0] ?? 'latest', ({ status }) => status === 'running');
      if (run.status !== 'running') {
        output.print(`Run ${run.id} is not running (${run.status}).`);
        return { result: { run: run.id, status: run.status } };
      }
      if (isAlive(run)) {
        await updateRun(store, run.id, { cancel_requested: 1 });
        output.print(`Run ${run.id} will stop once the calls under way are finished.`);
        return { result: { run: run.id, status: 'stopping' } };
      }
      await finishRun(store, run.id, 'cancelled', 'Cancelled after its process had died.', null);
      output.print(
        `The process of run ${run.id} had died, so the run is marked as cancelled. ` +
          `\`${calledAs()} resume ${run.id}\` can still continue it.`,
      );
      return { result: { run: run.id, status: 'cancelled' } };
    }),
});
