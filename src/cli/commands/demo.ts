import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { loadConfig, storePlace } from '../../config/index.ts';
import { homeFolder } from '../../store/index.ts';
import { usageError } from '../../base/errors.ts';
import { assertRuntime } from '../../providers/gguf/index.ts';
import { replicate } from '../../lab/pocket-training/index.ts';
import { SIM_NOTICE } from '../../providers/sim/index.ts';
import { loadTask } from '../../task/index.ts';
import { HELD_OUT, POCKET_FAMILIES } from '../../providers/pocket-tasks/index.ts';
import { type CommandInput, defineCommand } from '../command.ts';
import { sandboxOption, storeOption } from '../common.ts';
import { STEERING, TOYS, nextSteps, verdict } from '../demo-text.ts';
import { SMALL, modelDemo } from '../model-demo.ts';
import { choice, integer, notWith, text, toggle, withDefault } from '../option.ts';
import { followRun } from '../progress.ts';
import { runOptimize } from './optimize.ts';
import { decimal } from '../../present/index.ts';

/** Turns of the meta-agent without --turns. */
const TURNS = { real: 5, simulated: 10 };

const options = {
  model: text('FILE.gguf', {
    description:
      'run the demo on your own language model, as executor and meta-agent; --task may then be any pocket-* family',
  }),
  // Asked plainly, half a billion weights (Qwen2.5-Coder) answered 1 of 10 of its items, 0 of pocket-format.
  task: notWith(
    ['--sim'],
    withDefault(
      HELD_OUT[0],
      choice(
        POCKET_FAMILIES.map(({ name }) => name),
        { description: 'a family of problems that the meta-agent was not trained on' },
      ),
    ),
  ),
  turns: integer('N', {
    min: 1,
    description: 'turns of the meta-agent',
    otherwise: `${TURNS.real}; ${TURNS.simulated} with --sim, ${SMALL.turns} with --model`,
  }),
  seed: withDefault(0, integer('N', { description: 'seed' })),
  full: notWith(
    ['--model', '--sim'],
    toggle({
      description:
        'first train the meta-agent with RLAO on this machine: collect, train, then search; half an hour on two cores',
    }),
  ),
  sim: notWith(['--model'], toggle({ description: 'use simulated models, for machines without the native runtime' })),
  ...sandboxOption,
  ...storeOption,
};

export const demoCommand = defineCommand({
  details:
    'Two small transformers run on this machine: an executor that answers generated problems and makes mistakes, ' +
    'and a meta-agent that writes Python programs that call it. First the meta-agent trained with RLAO searches ' +
    'for a workflow, then the same model before that training. The winners and the plain executor are then ' +
    'compared on the sealed test items. Every reply is sampled here. These models are toys. With --model, a file ' +
    'of your own does both jobs; an instruction-tuned model of half a billion weights takes a few minutes.',
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
    const { model, sim, ...rest } = input.options;
    if (sim) return simulated(input);
    if (model === undefined) return real(input);
    assertRuntime('`w4s demo --sim` runs on simulated models instead.');
    return modelDemo(input, { ...rest, file: model });
  },
});

type DemoInput = CommandInput<typeof options>;

async function real(input: DemoInput) {
  const {
    options: { task, turns = TURNS.real, seed, store, sandbox, full },
    output,
  } = input;
  assertRuntime('`w4s demo --sim` runs on simulated models instead.');
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
      'The executor (pocket:executor, 2.9 million weights) answers such questions and makes mistakes. ' +
        'The meta-agent (2.2 million) has never seen this kind of task.',
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
      sandbox,
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
      hint: 'With `--model FILE.gguf` you can choose any family.',
    },
  );
}

/** The environment in which the RLAO model is one that was trained just now. */
async function retrained({ options, output, signal }: DemoInput): Promise<NodeJS.ProcessEnv> {
  const home = homeFolder(options.store ?? storePlace(await loadConfig()).path) ?? '.';
  output.note('== Trajectories of the meta-agent before RLAO, then its training');
  const follow = followRun(output);
  const env = await replicate({
    parent: join(home, 'replication'),
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
    options: { turns = TURNS.simulated, seed, store, sandbox },
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
    sandbox,
    store,
  });
  if (result.best !== null) output.print(nextSteps(result, store));
  return { result, exitCode };
}
