import {
  POCKET_DESIGN,
  ablate,
  ablationText,
  readArm,
  readBaseline,
  readWorkflow,
  type AblationOptions,
  type GivenArm,
} from '../../lab/ablation/index.ts';
import { loadConfig } from '../../config/index.ts';
import { usageError } from '../../base/errors.ts';
import { defineCommand } from '../command.ts';
import {
  callOptions,
  dataOption,
  dataSeedOption,
  outsideOption,
  promptOption,
  startOption,
  storeOption,
} from '../common.ts';
import { amount, choice, integer, integerOrNone, text, toggle } from '../option.ts';
import { followRun } from '../progress.ts';
import { exitOf } from './optimize.ts';

export const ablationCommand = defineCommand({
  name: 'ablation',
  summary: 'compare meta-agents with each other and with simpler baselines',
  details:
    'Every arm gets the same turns, candidates and validation items: the meta-agent as it is (untrained), ' +
    'each --arm in its place, the untrained one sampled from the initial state alone (best-of-n), ' +
    'the plain executor asked once (start) and as often as the winner asks it (vote), and each --workflow, ' +
    'which is tested as it is. The winners meet on the sealed test split, seed by seed and item by item: ' +
    'each arm against the untrained one, and the first --arm (or --against) with every other. ' +
    'The same command again goes on; more arms, seeds or tasks use what was run before.',
  arguments: [{ name: 'TASK', description: 'benchmarks or task files', many: true, required: false }],
  options: {
    executor: text('MODEL', { description: 'the strong model that workflows call', env: 'W4S_EXECUTOR' }),
    meta: text('MODEL', { description: 'the untrained meta-agent', env: 'W4S_META' }),
    arm: {
      value: 'NAME=MODEL',
      description: 'another meta-agent, as rlao=trained:rlao-1; may be repeated',
      many: true,
      parse: readArm,
    },
    workflow: {
      value: 'NAME=FILE.py',
      description: 'a hand-written workflow, tested and never searched for; may be repeated',
      many: true,
      parse: readWorkflow,
    },
    against: text('ARM', { description: 'the arm that is compared with every other one', default: 'the first --arm' }),
    pocket: toggle({
      description:
        'the comparison of the pocket models: fills in tasks, models, arms, workflows and sizes; ' +
        'what is given here replaces its part',
    }),
    without: {
      value: 'ARM',
      description: 'leave out best-of-n, start or vote; may be repeated',
      many: true,
      parse: readBaseline,
    },
    turns: integer('N', { min: 1, description: 'turns of each search', default: '10' }),
    candidates: integer('M', { min: 1, max: 100, description: 'workflows sampled a turn', default: '1' }),
    seeds: integer('N', { min: 1, description: 'searches of each arm on each task', default: '3' }),
    calls: integer('N', {
      min: 1,
      description: 'executor calls of a search on validation items, answers of the cache included; a hard limit',
      default: 'no cap',
    }),
    validation: integer('N', { min: 1, description: 'validation items', default: '128' }),
    test: integer('N', { min: 1, description: 'items of the sealed test split', default: '500' }),
    horizon: integerOrNone('K', {
      description: 'forget all but the current workflow every K turns, or none',
      default: 'none',
    }),
    context: choice(['last', 'best-k', 'all'], {
      description: 'what of the history the meta-agent reads; models trained on `collect` know `all`',
      default: 'best-k',
    }),
    ...promptOption,
    ...startOption,
    selection: choice(['last', 'best'], {
      description: 'the workflow that the next turn starts from',
      default: 'best',
    }),
    golds: toggle({ description: 'show the meta-agent right answers of validation items', default: 'on' }),
    metaTemperature: amount('T', { zero: true, max: 2, description: 'temperature of the meta-agent', default: '0.8' }),
    budget: callOptions.budget,
    concurrency: callOptions.concurrency,
    judge: callOptions.judge,
    dataSeed: {
      ...dataSeedOption.dataSeed,
      description:
        'draw other items of generated tasks: N for the searches of seed 0, N+1 for those of seed 1, ..., ' +
        'so that seeds share none',
      default: 'one set of items for all seeds',
    },
    ...dataOption,
    ...outsideOption,
    ...storeOption,
    name: text('TEXT', { description: 'part of the names of its runs', default: 'made from the settings' }),
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
    const { arm, workflow, without, budget, data, pocket = false, ...rest } = options;
    const preset: Partial<AblationOptions> = pocket ? POCKET_DESIGN : {};
    const { executor = preset.executor ?? defaults.executor, meta = preset.meta ?? defaults.meta } = options;
    if (executor === undefined || meta === undefined)
      throw usageError('missing-model', `Expected \`--${executor === undefined ? 'executor' : 'meta'} MODEL\``, {
        hint: 'For example `openai:gpt-6-luna`.',
      });
    const list = <T>(value: T | undefined, otherwise: readonly T[] = []): readonly T[] =>
      (value as T[] | undefined) ?? otherwise; // flags that may be repeated arrive as lists
    const result = await ablate({
      ...preset,
      ...rest,
      ...followRun(output),
      tasks: args.length > 0 ? args : (preset.tasks ?? []),
      executor,
      meta,
      arms: list<GivenArm>(arm, preset.arms),
      workflows: list(workflow, preset.workflows),
      without: list(without),
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
