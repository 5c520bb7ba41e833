import type { z } from 'zod';
import { usageError } from '../../base/errors.ts';
import { inShell } from '../../base/in-shell.ts';
import { readOptions } from '../../base/read-options.ts';
import { type DatasetOptions, type TrainResult, datasetSettings, train, trainSettings } from '../../rlao/index.ts';
import type { TrainingProgress } from '../../trainer/index.ts';
import { calledAs } from '../called-as.ts';
import { defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';
import { datasetOptions, datasetText, readDatasetOptions } from '../dataset-options.ts';
import { count, decimal, duration } from '../../present/index.ts';
import { flagOf } from '../flags.ts';
import { notWith, text, toggle } from '../option.ts';
import { setting } from '../setting.ts';

const settings = trainSettings.shape;
type TrainSettings = z.output<typeof trainSettings>;

export const trainCommand = defineCommand({
  details:
    'The first call prepares a Python environment with PyTorch. W4S_TORCH chooses the build, and ' +
    'W4S_TRAINER_PYTHON names an interpreter of your own. Ctrl-C stops at a checkpoint; --resume continues from it.',
  arguments: [],
  options: {
    base: text('MODEL', { description: 'folder, GGUF file or Hugging Face name of the model to train from' }),
    name: text('NAME', { description: 'name of the trained model', otherwise: 'METHOD-DATE' }),
    ...datasetOptions,
    lora: notWith(['--full'], setting(settings.lora, { value: 'RANK', description: 'rank of the adapter' })),
    full: toggle({ description: 'train all weights instead of an adapter' }),
    epochs: setting(settings.epochs, { value: 'N', description: 'passes over the rows' }),
    lr: setting(settings.lr, { value: 'LR', description: 'peak learning rate' }),
    rowsPerStep: setting(settings.rowsPerStep, { value: 'N', description: 'rows per optimizer step' }),
    microTokens: setting(settings.microTokens, {
      value: 'N',
      description: 'tokens run at once: fewer take less memory, the result stays',
      otherwise: 'as many as fit, at most 16384',
    }),
    gradientCheckpointing: setting(settings.gradientCheckpointing, {
      description: 'compute parts twice: less memory, more time',
    }),
    mode: setting(settings.mode, { description: 'how rows are laid out' }),
    maxLength: setting(settings.maxLength, {
      value: 'TOKENS',
      description: 'longest row to train on',
      otherwise: 'the context of the model',
    }),
    dropLong: setting(settings.dropLong, { description: 'leave out longer rows instead of stopping' }),
    device: setting(settings.device, { description: 'where to train' }),
    dtype: setting(settings.dtype, {
      description: 'number format to train in; auto is bf16 on CUDA, and for adapters on a CPU that has it',
    }),
    seed: setting(settings.seed, { value: 'N', description: 'seed' }),
    resume: toggle({ description: 'continue from the checkpoint with this name' }),
    ...storeOption,
  },
  examples: [
    'w4s train --base Qwen/Qwen2.5-Coder-7B-Instruct --method rlao',
    'w4s train --base ./qwen2.5-coder-0.5b.gguf --leave-out gsm-hard --reward-scale rank',
    'w4s train --base ./tiny-model --full --name tiny --device cpu --epochs 2',
  ],
  run: ({ options, output, signal, onInterrupt }) =>
    withStore(options.store, async (store) => {
      const { base, name, full, resume } = options;
      const { lora, ...trainer } = settingsOf(options);
      const data = readDatasetOptions(options);
      const started = performance.now();
      const result = await train({
        ...data,
        store,
        base: base ?? missing('base'),
        name: name ?? nameOf(data),
        lora: full ? null : lora,
        resume,
        signal,
        trainerArgs: Object.entries(trainer).flatMap(([key, value]) => wordsOf(flagOf(key), value)),
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

/** Those given alone where a training goes on, which keeps its own. */
function settingsOf(options: Partial<TrainSettings> & { resume: boolean }): Partial<TrainSettings> {
  const all = readOptions(trainSettings, options);
  if (!options.resume) return all;
  return Object.fromEntries(Object.entries(all).filter(([key]) => options[key as keyof TrainSettings] !== undefined));
}

function wordsOf(flag: string, value: string | number | boolean): string[] {
  if (typeof value === 'boolean') return value ? [flag] : [];
  return [flag, String(value)];
}

/** `rlao-2026-01-31-08-00`. */
function nameOf({ method = datasetSettings.shape.method.parse(undefined) }: DatasetOptions): string {
  return `${method}-${new Date().toISOString().slice(0, 16).replace(/[T:]/g, '-')}`;
}

function progressText({ step, steps, smoothedLoss, tokensPerSecond, etaS }: TrainingProgress): string {
  const loss = decimal(smoothedLoss, 3);
  const speed = count(tokensPerSecond);
  const left = etaS === null ? '' : `${duration(etaS * 1_000)} left`;
  return `  step ${step}/${steps}  loss ${loss}  ${speed} tokens/s  ${left}`;
}

function endText({ status, model, base, path }: TrainResult, tookMs: number): string {
  const w4s = calledAs();
  if (status !== 'trained')
    return (
      'Interrupted at a checkpoint. ' +
      `Continue with \`${w4s} train --base ${inShell(base)} --name ${model} --resume\``
    );
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
