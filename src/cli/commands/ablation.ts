import {
  BASELINES,
  POCKET_DESIGN,
  ablate,
  ablationText,
  designSettings,
  readArm,
  readWorkflow,
  type AblationOptions,
} from '../../lab/ablation/index.ts';
import { loadConfig } from '../../config/index.ts';
import { usageError } from '../../base/errors.ts';
import { defineCommand } from '../command.ts';
import {
  callOptions,
  dataOption,
  dataSeedOption,
  outsideOption,
  sandboxOption,
  storeOption,
  tokensOption,
  workersOption,
} from '../common.ts';
import { choice, many, text, toggle } from '../option.ts';
import { followRun } from '../progress.ts';
import { searchOptions } from '../search-options.ts';
import { setting } from '../setting.ts';
import { exitOf } from './optimize.ts';

const settings = designSettings.shape;

export const ablationCommand = defineCommand({
  details:
    'Every arm gets the same turns, candidates and validation items. The arms are: the meta-agent as it is ' +
    '(untrained), each --arm in its place, the untrained one sampled from the initial state only (best-of-n), ' +
    'the plain executor asked once (start) and as often as the winner asks it (vote), and each --workflow, ' +
    'which is tested unchanged. The winners meet on the sealed test split, seed by seed and item by item: ' +
    'each arm against the untrained one, and the first --arm (or --against) against all others. ' +
    'The same command continues an unfinished comparison; more arms, seeds or tasks reuse earlier results.',
  arguments: [{ name: 'TASK', description: 'benchmarks or task files', many: true, required: false }],
  options: {
    executor: text('MODEL', { description: 'the strong model that workflows call', env: 'W4S_EXECUTOR' }),
    meta: text('MODEL', { description: 'the untrained meta-agent', env: 'W4S_META' }),
    arm: many({
      value: 'NAME=MODEL',
      description: 'another meta-agent, such as rlao=trained:rlao-1',
      parse: readArm,
    }),
    workflow: many({
      value: 'NAME=FILE.py',
      description: 'a workflow written by hand, which is tested without a search',
      parse: readWorkflow,
    }),
    against: text('ARM', { description: 'the arm to compare with all others', otherwise: 'the first --arm' }),
    pocket: toggle({
      description:
        'run the comparison of the pocket models: it sets tasks, models, arms, workflows and sizes; ' +
        'any flag you give replaces its part',
    }),
    without: many(choice(BASELINES, { description: 'leave out a baseline' })),
    turns: setting(settings.turns, { value: 'N', description: 'turns per search' }),
    candidates: setting(settings.candidates, { value: 'M', description: 'workflows sampled per turn' }),
    seeds: setting(settings.seeds, { value: 'N', description: 'searches of each arm on each task' }),
    calls: setting(settings.calls, {
      value: 'N',
      description: 'hard limit on executor calls of a search on validation items, cached answers included',
      otherwise: 'no limit',
    }),
    validation: setting(settings.validation, { value: 'N', description: 'validation items' }),
    test: setting(settings.test, { value: 'N', description: 'items of the sealed test split' }),
    horizon: setting(settings.horizon, {
      value: 'K',
      description: 'forget everything but the current workflow every K turns, or never (none)',
    }),
    ...searchOptions(settings),
    ...tokensOption,
    budget: callOptions.budget,
    concurrency: callOptions.concurrency,
    ...workersOption,
    judge: callOptions.judge,
    dataSeed: {
      ...dataSeedOption.dataSeed,
      description:
        'draw other items of generated tasks: N for the searches of seed 0, N+1 for those of seed 1, and so on; ' +
        'no two seeds share items',
      otherwise: 'all seeds use the same items',
    },
    ...dataOption,
    ...outsideOption,
    ...sandboxOption,
    ...storeOption,
    name: text('TEXT', { description: 'part of the names of its runs', otherwise: 'derived from the settings' }),
  },
  examples: [
    'w4s ablation gsm-hard mgsm --executor openai:gpt-6-luna --meta vllm:qwen2.5-coder-7b ' +
      '--arm rlao=trained:rlao-1 --arm sft=trained:sft-1 --budget 10',
    'w4s ablation word-problems --executor sim:executor --meta sim:meta --turns 3 --seeds 2 --validation 40 --test 80',
    'w4s ablation word-problems --executor sim:executor --meta sim:meta --workflow by-hand=workflow.py ' +
      '--against by-hand',
    'w4s ablation --pocket --seeds 2',
  ],
  run: async ({ args, options, output, signal, onInterrupt }) => {
    const { defaults = {} } = (await loadConfig()).config;
    const { arm, workflow, budget, data, pocket, ...rest } = options;
    const preset: Partial<AblationOptions> = pocket ? POCKET_DESIGN : {};
    const { executor = preset.executor ?? defaults.executor, meta = preset.meta ?? defaults.meta } = options;
    if (executor === undefined || meta === undefined)
      throw usageError('missing-model', `Expected \`--${executor === undefined ? 'executor' : 'meta'} MODEL\``, {
        hint: 'For example `openai:gpt-6-luna`.',
      });
    const result = await ablate({
      ...preset,
      ...rest,
      ...followRun(output),
      tasks: args.length > 0 ? args : (preset.tasks ?? []),
      executor,
      meta,
      arms: arm ?? preset.arms,
      workflows: workflow ?? preset.workflows,
      signal,
      onStarted: onInterrupt,
      budgetUsd: budget,
      dataDir: data,
      onRetry: (line) => output.note(`  ${line}`),
      onCell: (cell) => {
        output.event('ablation-cell-started', { ...cell });
        output.note(`\n${cell.arm} on ${cell.task}, seed ${cell.seed}: ${cell.part}`);
      },
    });
    output.print(ablationText(result));
    return { result, exitCode: exitOf(result.status) };
  },
});
