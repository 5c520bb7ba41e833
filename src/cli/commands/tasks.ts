import { type TaskFacts, listTasks } from '../../task/index.ts';
import { defineCommand } from '../command.ts';
import { dataOption } from '../common.ts';
import { table } from '../format.ts';

const DATA_WORDS: Record<TaskFacts['data'], string> = { data: 'here', cache: 'here', generated: 'here', download: 'to be downloaded', missing: 'bring your own copy' };

export const tasksCommand = defineCommand({
  name: 'tasks',
  summary: 'list the benchmarks, their splits, licences, and where their data comes from',
  arguments: [],
  options: { ...dataOption },
  examples: ['w4s tasks', 'w4s tasks --data ./datasets --json'],
  run: async ({ options, output }) => {
    const tasks = await listTasks(options.data === undefined ? {} : { dataDir: options.data });
    output.print(table(['task', 'kind', 'metric', 'validation', 'test', 'data', 'licence'], tasks.map(({ name, kind, metric, sizes, data, licence }) =>
      [name, kind, metric, String(sizes.validation ?? '-'), String(sizes.test ?? '-'), DATA_WORDS[data], licence])));
    return { result: { tasks } };
  },
});
