import { SIM_NOTICE } from '../../sim/index.ts';
import { defineCommand } from '../command.ts';
import { storeOption } from '../common.ts';
import { integer } from '../option.ts';
import { runOptimize } from './optimize.ts';

export const demoCommand = defineCommand({
  name: 'demo',
  summary: 'the main job on embedded defaults: no key, no server, no data file',
  details: `Optimises the embedded task word-problems with simulated models. ${SIM_NOTICE}`,
  arguments: [],
  options: { turns: integer('N', { min: 1, description: 'turns of the meta-agent', default: '10' }), seed: integer('N', { description: 'seed', default: '0' }), ...storeOption },
  examples: ['w4s demo', 'w4s demo --turns 4 --seed 1'],
  run: async (input) => {
    const { options, output } = input;
    output.note(`${SIM_NOTICE}\n`);
    const { turns = 10, seed = 0, store } = options;
    const { result, exitCode } = await runOptimize(input, {
      task: 'word-problems', executor: 'sim:executor', meta: 'sim:meta', turns, seed, candidates: 2, validation: 100, test: 200, anew: true, cache: 'fresh', review: 'never',
      ...(store === undefined ? {} : { store }),
    });
    if (result.best !== null) output.print(nextSteps(result.run, store));
    return { result, exitCode };
  },
});

function nextSteps(run: string, store: string | undefined): string {
  const place = store === undefined ? '' : ` --store ${store}`;
  const steps = [
    [`w4s show ${run} --code${place}`, 'the workflow it found'],
    ['w4s init my-task && w4s optimize my-task/task.yaml ...', 'on your own data'],
    ['w4s optimize gsm8k --executor openai:gpt-4o-mini --meta openai:gpt-4o-mini --budget 1', 'with your own key'],
  ];
  return ['', 'Next:', ...steps.flatMap(([command, why]) => [`  ${command}`, `      ${why}`])].join('\n');
}
