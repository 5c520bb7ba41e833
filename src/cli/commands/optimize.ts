import { usageError } from '../../base/errors.ts';
import {
  type OptimizeHooks,
  type OptimizeOptions,
  type OptimizeResult,
  estimateOptimize,
  givenSettings,
  optimize,
} from '../../optimize/index.ts';
import { loadConfig } from '../../config/index.ts';
import { type CommandExit, type CommandInput, defineCommand } from '../command.ts';
import {
  callOptions,
  dataOption,
  dataSeedOption,
  dryRunOption,
  minutesOption,
  outsideOption,
  repeatOptions,
  sandboxOption,
  storeOption,
  storeToRead,
  tokensOption,
  workersOption,
} from '../common.ts';
import { tellDryRun } from '../dry-run.ts';
import { grouped, text, toggle } from '../option.ts';
import { followRun } from '../progress.ts';
import { optimizeText } from '../result-text.ts';
import { searchOptions, strategyOption } from '../search-options.ts';
import { guideFrom, ownOptions } from '../strategy-options.ts';
import { setting } from '../setting.ts';
import { DEFAULT_QUOTAS } from '../../workflow/index.ts';

const settings = givenSettings.shape;

export const optimizeCommand = defineCommand({
  details:
    'MODEL is provider:model (openai:, anthropic:, gemini:, openrouter:, vllm:, ollama:, ' +
    'or one from w4s.config.ts), or any OpenAI-compatible endpoint as http://host:port/v1#model. ' +
    'The same command continues an unfinished run with the same settings.',
  arguments: [{ name: 'TASK', description: 'a benchmark (`w4s tasks` lists them) or a task file' }],
  options: {
    ...grouped('Models', {
      executor: text('MODEL', { description: 'the strong model that workflows call', env: 'W4S_EXECUTOR' }),
      meta: text('MODEL', { description: 'the weak model that writes workflows', env: 'W4S_META' }),
      judge: callOptions.judge,
      ...tokensOption,
    }),
    ...grouped('Size of the search', {
      turns: setting(settings.turns, { value: 'N', description: 'turns of the meta-agent' }),
      candidates: setting(settings.candidates, {
        value: 'M',
        description: 'workflows sampled per turn; the search continues from the best of them',
      }),
      validation: setting(settings.validation, { value: 'N', description: 'validation items' }),
      test: setting(settings.test, {
        value: 'N',
        description: 'items of the sealed test split, which is opened once, for the winner; 0 keeps it sealed',
      }),
      ...repeatOptions,
    }),
    ...grouped('What counts', {
      objective: setting(settings.objective, {
        description:
          'what the search is after: right answers, the least cost of a right answer, or both at once (pareto: ' +
          'the winner is the most accurate, and the others that nothing beats are listed)',
      }),
      minAccuracy: setting(settings.minAccuracy, {
        value: 'SHARE',
        description: 'accuracy on validation that a winner must have, where cost counts, such as 0.8',
        otherwise: 'no floor',
      }),
      maxCallsPerItem: setting(settings.maxCallsPerItem, {
        value: 'N',
        description: 'calls that a workflow may make on one item',
        otherwise: `${DEFAULT_QUOTAS.calls}, as for any workflow`,
      }),
      maxUsdPerItem: setting(settings.maxUsdPerItem, {
        value: 'USD',
        description: 'dollars that a workflow may spend on one item, looked at before each call',
        otherwise: 'no limit',
      }),
      maxSecondsPerItem: setting(settings.maxSecondsPerItem, {
        value: 'S',
        description: 'seconds in which a winner must be done on nine of ten items; answers of the cache take none',
        otherwise: 'no limit',
      }),
    }),
    ...grouped('Several winners', {
      winners: setting(settings.winners, {
        value: 'K',
        description: 'unlike programs to keep; a router over them wins if a test on validation says it is better',
      }),
      router: setting(settings.router, {
        description:
          'routers that are tried: a rule on what the input looks like, one call of the executor for each input, or ' +
          'both (auto, if the caps leave room)',
      }),
    }),
    ...grouped('Limits', {
      budget: callOptions.budget,
      maxCalls: callOptions.maxCalls,
      ...minutesOption,
      concurrency: callOptions.concurrency,
      ...workersOption,
      ...dryRunOption,
    }),
    ...grouped('The meta-agent', {
      ...strategyOption(settings.strategy),
      horizon: setting(settings.horizon, {
        value: 'K',
        description: 'forget everything but the current workflow every K turns, or never (none)',
      }),
      ...searchOptions(settings),
      racing: setting(settings.racing, {
        description:
          'stop an evaluation early when it is clearly behind the best so far (paired), ' +
          'only when it can no longer win (exact), or never (off)',
      }),
    }),
    ...ownOptions(settings),
    ...grouped('The run', {
      name: text('TEXT', { description: 'a name to find the run by' }),
      new: toggle({ description: 'start a new run even if an unfinished one has the same settings' }),
      fresh: callOptions.fresh,
      review: setting(settings.review, { description: 'when a person must approve a workflow before it is exported' }),
      ...dataSeedOption,
      ...dataOption,
      ...outsideOption,
      ...sandboxOption,
      ...storeOption,
    }),
  },
  examples: [
    'w4s optimize gsm-hard --executor openai:gpt-6-luna --meta vllm:qwen2.5-coder-7b --budget 1.00',
    'w4s optimize ./task.yaml --executor http://127.0.0.1:8000/v1#my-model --meta ollama:qwen2.5-coder',
    'w4s optimize mmlu-pro --executor openai:gpt-6-luna --meta vllm:qwen2.5-coder-7b --objective pareto',
    'w4s optimize humaneval --executor openai:gpt-6-luna --meta openai:gpt-6-luna --candidates 5 --horizon 2 --json',
  ],
  run: async (input) => {
    const { args, options } = input;
    const { defaults = {} } = (await loadConfig()).config;
    const { budget: _budget, data, fresh, new: anew, dryRun, ...rest } = options;
    const guide = await guideFrom(options.guide);
    const wanted = {
      ...rest,
      guide,
      task: args[0],
      ...limitsOf(options),
      executor: options.executor ?? defaults.executor ?? missing('executor', 'the strong model that workflows call'),
      meta: options.meta ?? defaults.meta ?? missing('meta', 'the weak model that writes workflows'),
      cache: cacheOf(fresh),
      anew,
      dataDir: data,
    };
    if (!dryRun) return runOptimize(input, wanted);
    return tellDryRun(input.output, [await estimateOptimize({ ...wanted, store: await storeToRead(options.store) })]);
  },
});

/** What `--fresh` asks of the cache. */
export function cacheOf(fresh: boolean) {
  return fresh ? ('fresh' as const) : undefined;
}

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
