import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { loadConfig, storePlace } from '../../config/index.ts';
import { parseStoreUrl } from '../../base/store-url.ts';
import { usageError } from '../../base/errors.ts';
import { assertRuntime } from '../../providers/gguf/index.ts';
import { replicate } from '../../lab/pocket-training/index.ts';
import { SIM_NOTICE } from '../../providers/sim/index.ts';
import { loadTask } from '../../task/index.ts';
import { HELD_OUT, POCKET_FAMILIES } from '../../providers/pocket-tasks/index.ts';
import { type CommandInput, defineCommand } from '../command.ts';
import { storeOption } from '../common.ts';
import { STEERING, TOYS, nextSteps, verdict } from '../demo-text.ts';
import { assertAlone, modelDemo } from '../model-demo.ts';
import { choice, integer, text, toggle } from '../option.ts';
import { followRun } from '../progress.ts';
import { runOptimize } from './optimize.ts';
import { decimal } from '../../present/index.ts';

const options = {
  model: text('FILE.gguf', {
    description:
      'the same story on a language model of yours, as executor and meta-agent; --task may then be any pocket-* family',
  }),
  task: choice(
    POCKET_FAMILIES.map(({ name }) => name),
    { description: 'a family of problems that the meta-agent was not trained on', default: HELD_OUT[0] },
  ),
  turns: integer('N', { min: 1, description: 'turns of the meta-agent', default: '5; 3 with --model' }),
  seed: integer('N', { description: 'seed', default: '0' }),
  full: toggle({
    description:
      'train the meta-agent by RLAO here first: trajectories, training, then the search; half an hour on two cores',
    default: 'off',
  }),
  sim: toggle({ description: 'simulated models, where the native runtime is missing', default: 'off' }),
  ...storeOption,
};

export const demoCommand = defineCommand({
  name: 'demo',
  summary: 'the whole method on models that come with w4s: no key, no server, no data file',
  details:
    'Two small transformers run on this machine: an executor that solves generated problems and errs, ' +
    'and a meta-agent that writes Python programs that call it. The meta-agent that was trained by RLAO searches ' +
    'for a workflow, then the same model before that training; the winners and the plain executor meet on the ' +
    'sealed test items. Every reply is sampled here. These models are toys; with --model a file of yours, ' +
    'such as an instruction-tuned one of half a billion weights, does both jobs in some minutes.',
  arguments: [],
  options,
  examples: [
    'w4s demo',
    'w4s demo --task pocket-format --turns 8 --seed 1',
    'w4s demo --model qwen2.5-coder-0.5b-instruct-q5_k_m.gguf',
    'w4s demo --full',
    'w4s demo --sim',
  ],
  run: async (input) => {
    const { model, sim, full, ...rest } = input.options;
    assertAlone(model, { sim, full });
    if (sim === true) return simulated(input);
    if (model === undefined) return real(input);
    assertRuntime('`w4s demo --sim` shows the machinery on simulated models without it.');
    return modelDemo(input, { ...rest, file: model });
  },
});

type DemoInput = CommandInput<typeof options>;

async function real(input: DemoInput) {
  const {
    options: { task = HELD_OUT[0], turns = 5, seed = 0, store, full = false },
    output,
  } = input;
  assertRuntime('`w4s demo --sim` shows the machinery on simulated models without it.');
  assertHeldOut(task);
  const {
    description,
    splits: { validation: [item] = [] },
  } = await loadTask(task);
  output.note(
    [
      `The task: ${description}`,
      `An item: ${item?.input}`,
      '',
      'The executor (pocket:executor, 2.9 million weights) answers such questions and errs. ' +
        'The meta-agent (2.2 million) never saw this kind of task.',
      STEERING,
      TOYS,
      '',
    ].join('\n'),
  );
  const env = full ? await retrained(input) : process.env;
  const search = (meta: string) =>
    runOptimize(input, {
      task,
      executor: 'pocket:executor',
      meta,
      turns,
      seed,
      candidates: 2,
      validation: 48,
      test: 150,
      anew: true,
      cache: 'fresh',
      review: 'never',
      metaTemperature: 1,
      env,
      store,
    });
  output.note('== The meta-agent after RLAO');
  const trained = await search('pocket:meta-rlao');
  if (trained.exitCode !== 0) return trained;
  output.note('\n== The same meta-agent before RLAO');
  const untrained = await search('pocket:meta');
  if (untrained.exitCode !== 0)
    return { ...untrained, result: { trained: trained.result, untrained: untrained.result } };
  output.print(`\n${await verdict(trained.result, untrained.result, store)}\n${nextSteps(trained.result, store)}`);
  return { result: { trained: trained.result, untrained: untrained.result }, exitCode: 0 as const };
}

function assertHeldOut(task: string): void {
  if (HELD_OUT.some((name) => name === task)) return;
  throw usageError(
    'invalid-option',
    `Expected \`--task\` to be one of ${HELD_OUT.join(', ')}, got \`${task}\`: the meta-agent was trained on it`,
    {
      hint: 'With `--model FILE.gguf` every family is new.',
    },
  );
}

/** The environment in which the RLAO model is one that was trained just now. */
async function retrained({ options, output, signal }: DemoInput): Promise<NodeJS.ProcessEnv> {
  const store = parseStoreUrl(options.store ?? storePlace(await loadConfig()).path).path;
  output.note('== Trajectories of the meta-agent before RLAO, then its training');
  const follow = followRun(output);
  const env = await replicate({
    parent: join(dirname(store), 'replication'),
    threads: availableParallelism(),
    signal,
    onEvent: follow.onEvent,
    onText: (text) => output.note(text),
    onProgress: (_, { step, steps, smoothedLoss }) =>
      output.status(`  step ${step} of ${steps}, loss ${decimal(smoothedLoss, 3)}`),
  });
  output.note('');
  return env;
}

async function simulated(input: DemoInput) {
  const {
    options: { turns = 10, seed = 0, store },
    output,
  } = input;
  output.note(`${SIM_NOTICE}\n`);
  const { result, exitCode } = await runOptimize(input, {
    task: 'word-problems',
    executor: 'sim:executor',
    meta: 'sim:meta',
    turns,
    seed,
    candidates: 2,
    validation: 100,
    test: 200,
    anew: true,
    cache: 'fresh',
    review: 'never',
    store,
  });
  if (result.best !== null) output.print(nextSteps(result, store));
  return { result, exitCode };
}
