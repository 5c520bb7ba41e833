import { recentRuns } from '../../store/index.ts';
import { asCalled } from '../called-as.ts';
import { defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';
import { age, dollars, percent, table } from '../format.ts';
import { integer } from '../option.ts';
import { type RunLine, runLine } from '../run-line.ts';
import { NONE } from '../../present/index.ts';

const COLUMNS = ['run', 'command', 'task', 'workflow', 'executor', 'status', 'score', 'test', 'cost', 'age', 'name'];

export const runsCommand = defineCommand({
  name: 'runs',
  summary: 'list the runs of a store',
  arguments: [],
  options: { limit: integer('N', { min: 1, description: 'newest runs shown', default: '20' }), ...storeOption },
  examples: ['w4s runs', 'w4s runs --json | tail -1'],
  run: ({ options, output }) =>
    withStore(options.store, async (store) => {
      const runs = await Promise.all((await recentRuns(store, options.limit ?? 20)).map((run) => runLine(store, run)));
      output.print(
        runs.length === 0
          ? asCalled('No runs yet. `w4s demo` makes one without a key.')
          : table(COLUMNS, runs.map(cells)),
      );
      return { result: { store: store.path, runs } };
    }),
});

function cells({
  run,
  command,
  task,
  workflow,
  executor,
  status,
  accuracy,
  test,
  costUsd,
  createdAt,
  name,
}: RunLine): string[] {
  return [
    run,
    command,
    task,
    workflow ?? NONE,
    executor ?? NONE,
    status,
    percent(accuracy),
    percent(test),
    dollars(costUsd),
    age(Date.now() - Date.parse(createdAt)),
    name ?? '',
  ];
}
