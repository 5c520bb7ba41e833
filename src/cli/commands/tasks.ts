import { usageError } from '../../base/errors.ts';
import { dataFolderOf, loadConfig } from '../../config/index.ts';
import { type GymFacts, type TaskFacts, gymFacts, gymFamily, isGymTask, listTasks } from '../../task/index.ts';
import { asCalled } from '../called-as.ts';
import { defineCommand } from '../command.ts';
import { calibrateTask } from '../calibrate.ts';
import { type TasksInput, tasksOptions } from '../tasks-options.ts';
import { table } from '../format.ts';
import { gymFamilyText, gymText } from '../gym-text.ts';
import { NONE } from '../../present/index.ts';

const DATA_WORDS: Record<TaskFacts['data'], string> = {
  data: 'here',
  cache: 'here',
  generated: 'here',
  download: 'downloaded on first use',
  missing: 'bring your own copy',
};

export const tasksCommand = defineCommand({
  details:
    'Without an argument it lists benchmarks with their splits, licences and data. reasoning-gym lists families, ' +
    'and reasoning-gym:FAMILY shows the parameters of one with an example. calibrate reasoning-gym:FAMILY finds ' +
    'the parameters at which --executor, asked directly, scores between --low and --high.',
  arguments: [
    { name: 'WHAT', description: 'reasoning-gym, reasoning-gym:FAMILY, or calibrate', required: false },
    { name: 'TASK', description: 'the task to calibrate', required: false, onlyWith: ['calibrate'] },
  ],
  options: tasksOptions,
  examples: [
    'w4s tasks',
    'w4s tasks --data ./datasets --json',
    'w4s tasks reasoning-gym:chain_sum',
    'w4s tasks calibrate reasoning-gym:chain_sum --executor gguf:model.gguf',
  ],
  run: async (input: TasksInput) => {
    const [what, task] = input.args;
    if (what === undefined) return listAll(input);
    if (what === 'calibrate') return calibrateTask(input, task);
    if (!isGymTask(what))
      throw usageError(
        'unknown-action',
        `Expected \`w4s tasks\` with reasoning-gym, reasoning-gym:FAMILY, or calibrate, got \`${what}\``,
        { hint: '`w4s tasks` without an argument lists the benchmarks.' },
      );
    const family = what.split(':')[1] ?? '';
    return family === '' ? listFamilies(input) : showFamily(input, family);
  },
});

async function listAll({ options: { data }, output }: TasksInput) {
  const dataDir = dataFolderOf((await loadConfig()).config, data);
  const [tasks, reasoningGym] = [await listTasks({ dataDir }), await gymFacts()];
  output.print(
    table(
      ['task', 'kind', 'metric', 'validation', 'test', 'data', 'licence'],
      tasks.map(({ name, kind, metric, sizes, data: state, licence }) => [
        name,
        kind,
        metric,
        String(sizes.validation ?? NONE),
        String(sizes.test ?? NONE),
        DATA_WORDS[state],
        licence,
      ]),
    ),
  );
  const count = Object.values(reasoningGym.families).flat().length;
  output.print(
    asCalled(
      `\nreasoning-gym:FAMILY  ${count} families of generated questions, ${stateOf(reasoningGym)}; ` +
        '`w4s tasks reasoning-gym` lists them.',
    ),
  );
  return { result: { tasks, reasoningGym } };
}

async function listFamilies({ output }: TasksInput) {
  const facts = await gymFacts();
  output.print(gymText(facts, stateOf(facts)));
  return { result: { reasoningGym: facts } };
}

async function showFamily({ output, signal }: TasksInput, family: string) {
  const facts = await gymFamily(family, { signal, onProgress: (line) => output.status(line) });
  output.print(gymFamilyText(facts));
  return { result: facts };
}

function stateOf({ prepared }: GymFacts): string {
  return prepared ? 'ready' : 'installed on first use';
}
