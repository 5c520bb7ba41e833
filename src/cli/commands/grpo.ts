import { usageError } from '../../base/errors.ts';
import { type GrpoResult, grpoSettings, trainSolver } from '../../lab/grpo/index.ts';
import { count, decimal, duration, percent } from '../../present/index.ts';
import { calledAs } from '../called-as.ts';
import { defineCommand } from '../command.ts';
import { dataOption, dataSeedOption, outsideOption, sandboxOption, storeOption } from '../common.ts';
import { text } from '../option.ts';
import { setting } from '../setting.ts';

const { shape } = grpoSettings;

export const grpoCommand = defineCommand({
  details:
    'A workflow that asks once puts the items of the training split to the model; a completion earns what the ' +
    'scorer of the task gives it. The result is an executor, `trained:NAME`, and an arm of `w4s study` (`solvers`). ' +
    '--tokens-of trains it on as many tokens as a meta-agent was. See docs/training.md.',
  arguments: [{ name: 'TASK', description: 'a benchmark or a task file' }],
  options: {
    base: text('MODEL', { description: 'folder, GGUF file or Hugging Face name of the model to train' }),
    name: text('NAME', { description: 'name of the trained model', otherwise: 'grpo-DATE' }),
    workflow: setting(shape.workflow, {
      value: 'NAME',
      description: 'what asks it: an example workflow or a .py file',
    }),
    split: setting(shape.split, { description: 'items to learn from', otherwise: 'train, else validation' }),
    items: setting(shape.items, { value: 'N', description: 'items from the start of the split' }),
    tokens: setting(shape.tokens, {
      value: 'N',
      description: 'train on so many tokens, prompts and completions together',
      otherwise: 'what --epochs takes',
    }),
    tokensOf: text('NAME', { description: 'train on as many tokens as this trained model was' }),
    lora: setting(shape.lora, { value: 'RANK', description: 'rank of the adapter' }),
    epochs: setting(shape.epochs, { value: 'N', description: 'passes over the items' }),
    lr: setting(shape.lr, { value: 'LR', description: 'peak learning rate' }),
    itemsPerStep: setting(shape.itemsPerStep, { value: 'N', description: 'items of an optimizer step' }),
    generations: setting(shape.generations, { value: 'N', description: 'completions sampled for each item' }),
    batchSize: setting(shape.batchSize, {
      value: 'N',
      description: 'completions run at once: fewer take less memory, the result stays',
      otherwise: 'those of an item',
    }),
    gradientCheckpointing: setting(shape.gradientCheckpointing, {
      description: 'compute parts twice: less memory, more time',
    }),
    maxNewTokens: setting(shape.maxNewTokens, { value: 'N', description: 'longest completion' }),
    beta: setting(shape.beta, { value: 'X', description: 'weight of the KL term to the base' }),
    dropLong: setting(shape.dropLong, { description: 'leave out items that are too long instead of stopping' }),
    device: setting(shape.device, { description: 'where to train' }),
    dtype: setting(shape.dtype, { description: 'number format to train in' }),
    seed: setting(shape.seed, { value: 'N', description: 'seed' }),
    ...dataSeedOption,
    ...dataOption,
    ...outsideOption,
    ...sandboxOption,
    ...storeOption,
  },
  examples: ['w4s grpo gsm8k --base Qwen/Qwen2.5-Coder-7B-Instruct --tokens-of rlao-2026-01-31-08-00'],
  run: async ({ args: [task = ''], options, output, signal, onInterrupt }) => {
    const { base, name, data, ...rest } = options;
    if (base === undefined)
      throw usageError('missing-model', 'Expected `--base MODEL`: the model to train', {
        hint: 'For example `--base Qwen/Qwen2.5-Coder-7B-Instruct`, or the folder or GGUF file of a model.',
      });
    const started = performance.now();
    let mean: number | null = null;
    const result = await trainSolver({
      ...rest,
      task,
      base,
      name: name ?? `grpo-${new Date().toISOString().slice(0, 16).replace(/[T:]/g, '-')}`,
      dataDir: data,
      signal,
      onStarted: onInterrupt,
      onText: (line) => output.note(`  ${line}`),
      onWarning: (message) => output.note(`Warning: ${message}`),
      onDownload: (message) => output.status(message),
      onScored: (scored) => {
        mean = scored.mean;
      },
      onProgress: (progress) => {
        output.event('training-step', { ...progress });
        const { step, steps, tokensPerSecond, etaS } = progress;
        const left = etaS === null ? '' : `${duration(etaS * 1_000)} left`;
        const of = steps === 0 ? '' : `/${steps}`;
        output.status(
          `  step ${step}${of}  mean reward ${decimal(mean, 3)}  ${count(tokensPerSecond)} tokens/s  ${left}`,
        );
      },
    });
    output.print(endText(result, performance.now() - started));
    return { result, exitCode: result.status === 'trained' ? 0 : 130 };
  },
});

function endText({ status, model, path, tokens, rewards, data }: GrpoResult, tookMs: number): string {
  if (status !== 'trained') return `Interrupted. The adapter so far lies in ${path}; the training can't be continued.`;
  const { workflow, task } = data;
  return [
    `Trained \`${model}\` in ${duration(tookMs)} on ${count(tokens, 'token')}: ${path}`,
    rewardText(rewards),
    `Use it:  ${calledAs()} eval examples/workflows/${workflow}.py --task ${task} --executor trained:${model}`,
  ].join('\n');
}

/** Steps see different items, so one alone says little. */
function rewardText(rewards: readonly number[]): string {
  const some = Math.ceil(rewards.length / 3);
  const mean = (part: readonly number[]) => percent(part.reduce((sum, one) => sum + one, 0) / part.length);
  const [first, last] = [mean(rewards.slice(0, some)), mean(rewards.slice(-some))];
  return `Mean reward: ${first} in the first third of its steps, ${last} in the last`;
}
