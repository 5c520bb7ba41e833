import { usageError } from '../../base/errors.ts';
import { type TrainResult, train } from '../../rlao/index.ts';
import type { TrainingProgress } from '../../trainer/index.ts';
import { calledAs } from '../called-as.ts';
import { defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';
import { datasetOptions, datasetText, readDatasetOptions } from '../dataset-options.ts';
import { count, decimal, duration } from '../../present/index.ts';
import { amount, choice, integer, text, toggle } from '../option.ts';

export const trainCommand = defineCommand({
  name: 'train',
  summary: 'train a meta-agent on the trajectories of a store: reward-weighted regression',
  details:
    'The first call prepares a Python environment with PyTorch (set W4S_TORCH to choose the build, ' +
    'W4S_TRAINER_PYTHON to use an interpreter of your own). Ctrl-C ends at a checkpoint; --resume goes on.',
  arguments: [],
  options: {
    base: text('MODEL', { description: 'folder, GGUF file or Hugging Face name of the model to train from' }),
    name: text('NAME', { description: 'what the trained model is called', default: 'METHOD-DATE' }),
    ...datasetOptions,
    lora: integer('RANK', { min: 1, description: 'rank of the adapter', default: '16' }),
    full: toggle({ description: 'train all weights instead of an adapter' }),
    epochs: integer('N', { min: 1, description: 'passes over the rows', default: '1' }),
    lr: amount('LR', { description: 'peak learning rate', default: '1e-4' }),
    rowsPerStep: integer('N', { min: 1, description: 'rows of an optimizer step', default: '16' }),
    mode: choice(['tree', 'packed', 'padded'], { description: 'how rows are laid out', default: 'tree' }),
    maxLength: integer('TOKENS', { min: 1, description: 'longest row', default: 'the context of the model' }),
    dropLong: toggle({ description: 'leave longer rows out instead of stopping' }),
    device: choice(['auto', 'cpu', 'cuda'], { description: 'where to train', default: 'auto' }),
    dtype: choice(['auto', 'bf16', 'fp32'], {
      description: 'numbers to train with; auto is bf16 on CUDA, and for adapters on a CPU that has it',
      default: 'auto',
    }),
    seed: integer('N', { description: 'seed', default: '0' }),
    resume: toggle({ description: 'go on from the checkpoint of this name' }),
    ...storeOption,
  },
  examples: [
    'w4s train --base Qwen/Qwen2.5-Coder-7B-Instruct --method rlao',
    'w4s train --base ./qwen2.5-coder-0.5b.gguf --leave-out gsm-hard --reward-scale rank',
    'w4s train --base ./tiny-model --full --name tiny --device cpu --epochs 2',
  ],
  run: ({ options, output, signal, onInterrupt }) =>
    withStore(options.store, async (store) => {
      const {
        base,
        name,
        lora,
        full,
        resume,
        store: _store,
        epochs,
        lr,
        rowsPerStep,
        mode,
        maxLength,
        dropLong,
        device,
        dtype,
        seed,
        ...data
      } = options;
      const flags = { epochs, lr, 'rows-per-step': rowsPerStep, mode, 'max-length': maxLength, device, dtype, seed };
      const started = performance.now();
      const result = await train({
        ...readDatasetOptions(data),
        store,
        base: base ?? missing('base'),
        name: name ?? `${data.method ?? 'rlao'}-${new Date().toISOString().slice(0, 16).replace(/[T:]/g, '-')}`,
        lora: full === true ? null : (lora ?? 16),
        resume: resume === true,
        signal,
        trainerArgs: [
          ...Object.entries(flags).flatMap(([flag, value]) =>
            value === undefined ? [] : [`--${flag}`, String(value)],
          ),
          ...(dropLong === true ? ['--drop-long'] : []),
        ],
        onDataset: (facts) => output.note(datasetText(facts)),
        onText: (line) => output.note(`  ${line}`),
        onStarted: onInterrupt,
        onProgress: (progress) => {
          output.event('training-step', { ...progress });
          output.status(progressText(progress));
        },
      });
      output.print(endText(result, performance.now() - started));
      return { result, exitCode: result.status === 'trained' ? 0 : 130 };
    }),
});

function progressText({ step, steps, smoothedLoss, tokensPerSecond, etaS }: TrainingProgress): string {
  const loss = decimal(smoothedLoss, 3);
  const speed = count(tokensPerSecond);
  const left = etaS === null ? '' : `${duration(etaS * 1_000)} left`;
  return `  step ${step}/${steps}  loss ${loss}  ${speed} tokens/s  ${left}`;
}

function endText({ status, model, base, path }: TrainResult, tookMs: number): string {
  const w4s = calledAs();
  if (status !== 'trained')
    return `Interrupted at a checkpoint: go on with \`${w4s} train --base ${base} --name ${model} --resume\``;
  return [
    `Trained \`${model}\` in ${duration(tookMs)}: ${path}`,
    `Use it:  ${w4s} optimize TASK --executor MODEL --meta trained:${model}`,
    `Serve it: ${w4s} model serve ${model}`,
  ].join('\n');
}

function missing(flag: string): never {
  throw usageError('missing-model', `Expected \`--${flag} MODEL\`: the model to train from`, {
    hint: 'For example `--base Qwen/Qwen2.5-Coder-7B-Instruct`, or the folder or GGUF file of a model.',
  });
}
