import { usageError } from '../../base/errors.ts';
import {
  type OptimizeHooks,
  type OptimizeOptions,
  type OptimizeResult,
  estimateOptimize,
  optimize,
} from '../../optimize/index.ts';
import { loadConfig } from '../../config/index.ts';
import { type CommandExit, type CommandInput, defineCommand } from '../command.ts';
import {
  callOptions,
  dataOption,
  dataSeedOption,
  dryRunOption,
  outsideOption,
  promptOption,
  startOption,
  storeOption,
  storeToRead,
  tokensOption,
} from '../common.ts';
import { tellDryRun } from '../dry-run.ts';
import { amount, choice, grouped, integer, integerOrNone, text, toggle } from '../option.ts';
import { followRun } from '../progress.ts';
import { optimizeText } from '../result-text.ts';

export const optimizeCommand = defineCommand({
  name: 'optimize',
  summary: 'let a meta-agent write better and better workflows for a task',
  details:
    'MODEL is provider:model (openai:, anthropic:, gemini:, openrouter:, vllm:, ollama:, ' +
    'or one from w4s.config.ts), or any OpenAI-compatible endpoint as http://host:port/v1#model. ' +
    'The same command again goes on with an unfinished run of the same settings.',
  arguments: [{ name: 'TASK', description: 'a benchmark (`w4s tasks` lists them) or a task file' }],
  options: {
    ...grouped('Models', {
      executor: text('MODEL', { description: 'the strong model that workflows call', env: 'W4S_EXECUTOR' }),
      meta: text('MODEL', { description: 'the weak model that writes workflows', env: 'W4S_META' }),
      judge: callOptions.judge,
      ...tokensOption,
    }),
    ...grouped('Size of the search', {
      turns: integer('N', { min: 1, description: 'turns of the meta-agent', default: '10' }),
      candidates: integer('M', {
        min: 1,
        max: 100,
        description: 'workflows sampled a turn; the best one goes on',
        default: '1',
      }),
      validation: integer('N', { min: 1, description: 'validation items', default: '128' }),
      test: integer('N', {
        description: 'items of the sealed test split, opened once for the winner; 0 leaves it sealed',
        default: '500',
      }),
      repeats: integer('R', { min: 1, description: 'runs of each item, with samples of their own', default: '1' }),
      seed: integer('N', { description: 'seed of all sampling that is ours', default: '0' }),
    }),
    ...grouped('Caps', {
      budget: callOptions.budget,
      maxCalls: callOptions.maxCalls,
      maxMinutes: amount('N', { description: 'start nothing new after this many minutes', default: 'no cap' }),
      concurrency: callOptions.concurrency,
      ...dryRunOption,
    }),
    ...grouped('The meta-agent', {
      horizon: integerOrNone('K', {
        description: 'forget all but the current workflow every K turns, or none',
        default: 'none',
      }),
      context: choice(['last', 'best-k', 'all'], {
        description: 'what of the history the meta-agent reads',
        default: 'best-k',
      }),
      ...promptOption,
      selection: choice(['last', 'best'], {
        description: 'the workflow that the next turn starts from',
        default: 'best',
      }),
      golds: toggle({ description: 'show the meta-agent right answers of validation items', default: 'on' }),
      racing: choice(['paired', 'exact', 'off'], {
        description: 'end an evaluation that is clearly behind the best so far, or only one that can no longer beat it',
        default: 'paired',
      }),
      ...startOption,
      metaTemperature: amount('T', {
        zero: true,
        max: 2,
        description: 'temperature of the meta-agent',
        default: '0.8',
      }),
    }),
    ...grouped('The run', {
      name: text('TEXT', { description: 'a name to find the run by' }),
      new: toggle({ description: 'begin anew instead of going on with an unfinished run' }),
      fresh: callOptions.fresh,
      review: choice(['always', 'on-findings', 'never'], {
        description: 'when a person approves a workflow before it is exported',
        default: 'on-findings',
      }),
      ...dataSeedOption,
      ...dataOption,
      ...outsideOption,
      ...storeOption,
    }),
  },
  examples: [
    'w4s optimize gsm-hard --executor openai:gpt-6-luna --meta vllm:qwen2.5-coder-7b --budget 1.00',
    'w4s optimize ./task.yaml --executor http://127.0.0.1:8000/v1#my-model --meta ollama:qwen2.5-coder',
    'w4s optimize humaneval --executor openai:gpt-6-luna --meta openai:gpt-6-luna --candidates 5 --horizon 2 --json',
  ],
  run: async (input) => {
    const { args, options } = input;
    const { defaults = {} } = (await loadConfig()).config;
    const { budget: _budget, data, fresh, new: anew, dryRun, ...rest } = options;
    const wanted = {
      ...rest,
      task: args[0],
      ...limitsOf(options),
      executor: options.executor ?? defaults.executor ?? missing('executor', 'the strong model that workflows call'),
      meta: options.meta ?? defaults.meta ?? missing('meta', 'the weak model that writes workflows'),
      review: options.review ?? defaults.review ?? 'on-findings',
      cache: fresh === true ? ('fresh' as const) : ('use' as const),
      anew: anew === true,
      dataDir: data,
    };
    if (dryRun !== true) return runOptimize(input, wanted);
    return tellDryRun(input.output, [await estimateOptimize({ ...wanted, store: await storeToRead(options.store) })]);
  },
});

/** Budget and concurrency, under the names of the library. */
export function limitsOf({
  budget,
  maxCalls,
  maxMinutes,
  concurrency,
}: {
  budget?: number;
  maxCalls?: number;
  maxMinutes?: number;
  concurrency?: number;
}) {
  return { budgetUsd: budget, maxCalls, maxMinutes, concurrency };
}

/** Runs and tells: shared by `optimize`, `resume` and `demo`. */
export async function runOptimize(
  { output, signal, onInterrupt }: Pick<CommandInput<never>, 'output' | 'signal' | 'onInterrupt'>,
  options: OptimizeOptions & OptimizeHooks,
): Promise<{ result: OptimizeResult; exitCode: CommandExit }> {
  const hasNew = options.anew === false; // it was not asked for, where it could have been
  const result = await optimize({ ...options, ...followRun(output, { hasNew }), signal, onStarted: onInterrupt });
  output.print(optimizeText(result));
  if (result.status === 'failed' && output.json) output.note(`The run failed: ${result.reason}\n  ${result.hint}`);
  return { result, exitCode: exitOf(result.status) };
}

export function exitOf(status: OptimizeResult['status']): CommandExit {
  if (status === 'done') return 0;
  if (status === 'stopped') return 3;
  return status === 'failed' ? 1 : 130;
}

function missing(flag: string, what: string): never {
  throw usageError('missing-model', `Expected \`--${flag} MODEL\`: ${what}`, {
    hint:
      'For example `openai:gpt-6-luna`, or `http://127.0.0.1:8000/v1#name` for a server of your own. ' +
      'To look around without a key: `w4s demo`.',
  });
}
