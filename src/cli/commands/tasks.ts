import { listTasks } from '../../task/index.ts';
import { defineCommand } from '../command.ts';
import { dataOption } from '../common.ts';
import { table } from '../format.ts';

export const tasksCommand = defineCommand({
  name: 'tasks',
  summary: 'list the benchmarks, their splits, licences, and where their data comes from',
  arguments: [],
  options: { ...dataOption },
  examples: ['w4s tasks', 'w4s tasks --data ./datasets --json'],
  run: async ({ options, output }) => {
    const tasks = await listTasks(options.data === undefined ? {} : { dataDir: options.data });
    output.print(table(['task', 'kind', 'metric', 'data', 'licence'], tasks.map((task) => [task.name, task.kind, task.metric, task.available ? 'here' : 'to be downloaded', task.licence])));
    return { result: { tasks } };
  },
});
