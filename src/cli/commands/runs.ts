import { recentRuns } from '../../store/index.ts';
import { asCalled } from '../called-as.ts';
import { defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';
import { age, byItsEnds, dollars, percent, table } from '../format.ts';
import { NONE } from '../../present/index.ts';
import { integer, withDefault } from '../option.ts';
import { listing } from '../listing.ts';
import { type RunLine, damagedLine, runLine } from '../run-line.ts';

const COLUMNS = ['run', 'command', 'task', 'workflow', 'executor', 'status', 'score', 'test', 'cost', 'age', 'name'];

export const runsCommand = defineCommand({
  arguments: [],
  options: {
    limit: withDefault(20, integer('N', { min: 1, description: 'how many of the newest runs to list' })),
    ...storeOption,
  },
  examples: ['w4s runs', 'w4s runs --json | tail -1'],
  run: ({ options, output }) =>
    withStore(options.store, async (store) => {
      const runs = await listing(
        await recentRuns(store, options.limit),
        (run) => runLine(store, run),
        (run, damage) => damagedLine(run, damage),
      );
      output.print(
        runs.length === 0
          ? asCalled('No runs yet. `w4s demo` creates one without a key.')
          : [table(COLUMNS, runs.map(cells)), ...runs.flatMap(problemText)].join('\n'),
      );
      return { result: { store: store.path, runs } };
    }),
});

/** Why a run is damaged, and what to do. */
function problemText({ run, problem }: RunLine): string[] {
  return problem === null ? [] : [asCalled(`\n${run} is damaged: ${problem.message}\n  ${problem.hint}`)];
}

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
    byItsEnds(task),
    byItsEnds(workflow ?? NONE),
    byItsEnds(executor ?? NONE),
    status,
    percent(accuracy),
    percent(test),
    status === 'damaged' ? NONE : dollars(costUsd),
    createdAt === null ? NONE : age(Date.now() - Date.parse(createdAt)),
    name ?? '',
  ];
}
