import { defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';
import { percent, table, when } from '../format.ts';
import { integer } from '../option.ts';
import { recentRuns, shownStatus } from '../../store/index.ts';

export const runsCommand = defineCommand({
  name: 'runs',
  summary: 'list the runs of a store',
  arguments: [],
  options: { limit: integer('N', { min: 1, description: 'newest runs shown', default: '20' }), ...storeOption },
  examples: ['w4s runs', 'w4s runs --json | tail -1'],
  run: ({ options, output }) => withStore(options.store, async (store) => {
    const runs = (await recentRuns(store, options.limit ?? 20)).map((run) => {
      const result = run.result === null ? null : (JSON.parse(run.result) as { best?: { validation: { accuracy: number }; test: { accuracy: number } | null } | null; accuracy?: number } | null);
      return {
        run: run.id, name: run.name, command: run.command, task: run.task, status: shownStatus(run), reason: run.reason,
        createdAt: new Date(Number(run.created_at)).toISOString(), accuracy: result?.accuracy ?? result?.best?.validation.accuracy ?? null, test: result?.best?.test?.accuracy ?? null,
      };
    });
    output.print(runs.length === 0 ? 'No runs yet. `w4s demo` makes one without a key.'
      : table(['run', 'command', 'task', 'status', 'score', 'test', 'started (UTC)', 'name'],
        runs.map((run) => [run.run, run.command, run.task, run.status, percent(run.accuracy), percent(run.test), when(Date.parse(run.createdAt)), run.name ?? ''])));
    return { result: { store: store.path, runs } };
  }),
});
