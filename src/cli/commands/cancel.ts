import { cancelRun } from '../../run/index.ts';
import { type Run, findRun } from '../../store/index.ts';
import { usageError } from '../../base/errors.ts';
import { calledAs } from '../called-as.ts';
import { defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';

export const cancelCommand = defineCommand({
  arguments: [{ name: 'RUN', description: 'a run', required: false }],
  options: { ...storeOption },
  examples: ['w4s cancel latest'],
  run: ({ args, options, output }) =>
    withStore(options.store, async (store) => {
      const reference = args[0] ?? 'latest';
      const run = await findRun(store, reference, (one) => one.status === 'running' && !isServer(one));
      if (reference === 'latest' && run.status === 'running' && isServer(run)) throw onlyServers(run);
      const cancelled = await cancelRun(store, run);
      output.print(told(run, cancelled));
      return { result: { run: run.id, status: STATUS[cancelled] ?? run.status } };
    }),
});

/** Ended by its name alone: it may be newer than the search that is meant, and has no end of its own. */
function isServer({ command }: Run): boolean {
  return command === 'serve';
}

function onlyServers({ id }: Run): Error {
  return usageError('only-servers', 'Expected a run at work that ends by itself, there is only a server', {
    hint: `To end the server: \`${calledAs()} cancel ${id}\`.`,
  });
}

type Cancelled = Awaited<ReturnType<typeof cancelRun>>;

const STATUS: Partial<Record<Cancelled, string>> = { stopping: 'stopping', dead: 'cancelled' };

function told({ id, status }: Run, cancelled: Cancelled): string {
  if (cancelled === 'not-running') return `Run ${id} is not running (${status}).`;
  if (cancelled === 'stopping') return `Run ${id} will stop once the calls under way are finished.`;
  return (
    `The process of run ${id} had died, so the run is marked as cancelled. ` +
    `\`${calledAs()} resume ${id}\` can still continue it.`
  );
}
