import { loadConfig } from '../../config/index.ts';
import { usageError } from '../../base/errors.ts';
import { estimateOptimize } from '../../optimize/index.ts';
import { type CollectResult, collect } from '../../rlao/index.ts';
import { proposalSentences } from '../../proposals/index.ts';
import { calledAs } from '../called-as.ts';
import { defineCommand } from '../command.ts';
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
import { count, dollars, table } from '../format.ts';
import { amount, choice, integer, text, toggle } from '../option.ts';
import { followRun } from '../progress.ts';
import { exitOf, limitsOf } from './optimize.ts';

export const collectCommand = defineCommand({
  name: 'collect',
  summary: 'gather trajectories to train a meta-agent on',
  details:
    'From each state M workflows are sampled, the best one advances it, and all are kept with their rewards; ' +
    'every K turns an episode ends and the state is reset to the current workflow. Test splits stay sealed. ' +
    'The same command again goes on.',
  arguments: [{ name: 'TASK', description: 'benchmarks or task files', many: true }],
  options: {
    executor: text('MODEL', { description: 'the strong model that workflows call', env: 'W4S_EXECUTOR' }),
    meta: text('MODEL', {
      description: 'the weak model that is to be trained; behind vLLM its token ids are kept',
      env: 'W4S_META',
    }),
    episodes: integer('N', { min: 1, description: 'episodes a task', default: '10' }),
    candidates: integer('M', { min: 1, max: 100, description: 'workflows sampled from each state', default: '5' }),
    horizon: integer('K', { min: 1, description: 'turns of an episode', default: '2' }),
    validation: integer('N', { min: 1, description: 'validation items', default: '128' }),
    repeats: integer('R', { min: 1, description: 'runs of each item', default: '1' }),
    seed: integer('N', { description: 'seed of all sampling that is ours', default: '0' }),
    ...callOptions,
    ...tokensOption,
    maxMinutes: amount('N', {
      description: 'start nothing new after this many minutes, for each task',
      default: 'no cap',
    }),
    context: choice(['last', 'best-k', 'all'], {
      description: 'what of the history the meta-agent reads',
      default: 'all; last with the compact prompt',
    }),
    ...promptOption,
    ...startOption,
    selection: choice(['last', 'best'], {
      description: 'the workflow that the next turn starts from',
      default: 'last',
    }),
    golds: toggle({ description: 'show the meta-agent right answers of validation items', default: 'on' }),
    metaTemperature: amount('T', { zero: true, max: 2, description: 'temperature of the meta-agent', default: '0.8' }),
    ...dataSeedOption,
    ...dataOption,
    ...outsideOption,
    ...storeOption,
    ...dryRunOption,
  },
  examples: [
    'w4s collect gsm-plus mgsm --executor openai:gpt-6-luna --meta vllm:qwen2.5-coder-7b --episodes 20 --budget 5',
  ],
  run: async ({ args, options, output, signal, onInterrupt }) => {
    const { defaults = {} } = (await loadConfig()).config;
    const {
      budget: _budget,
      data,
      fresh,
      dryRun,
      episodes = 10,
      executor = defaults.executor,
      meta = defaults.meta,
      ...rest
    } = options;
    if (executor === undefined || meta === undefined)
      throw usageError('missing-model', `Expected \`--${executor === undefined ? 'executor' : 'meta'} MODEL\``, {
        hint: 'For example `openai:gpt-6-luna`.',
      });
    const wanted = {
      ...rest,
      ...limitsOf(options),
      executor,
      meta,
      cache: fresh === true ? ('fresh' as const) : ('use' as const),
      dataDir: data,
    };
    if (dryRun === true) {
      const { candidates = 5, horizon = 2 } = options;
      const store = await storeToRead(options.store);
      const estimates = [];
      for (const task of args)
        estimates.push(
          await estimateOptimize({
            ...wanted,
            task,
            candidates,
            horizon,
            turns: episodes * horizon,
            test: 0,
            command: 'collect',
            store,
          }),
        );
      return tellDryRun(output, estimates);
    }
    const histogram = new Map<string, number>();
    const follow = followRun(output);
    const result = await collect({
      ...wanted,
      tasks: args,
      episodes,
      signal,
      ...follow,
      onStarted: onInterrupt,
      review: 'never',
      onEvent: (event) => {
        follow.onEvent(event);
        if ((event.type === 'candidate-scored' || event.type === 'candidate-skipped') && event.data.turn !== 0) {
          const reward = String(event.data.reward ?? 'none');
          histogram.set(reward, (histogram.get(reward) ?? 0) + 1);
        }
        if (event.type === 'turn-finished')
          output.note(
            `  rewards so far: ${[...histogram]
              .toSorted()
              .map(([reward, number]) => `${reward} x ${number}`)
              .join(', ')}`,
          );
      },
      onTask: ({ task, result: { candidates, calls, costUsd } }) =>
        output.note(`${task}: ${count(candidates, 'candidate')}, ${count(calls, 'paid call')}, ${dollars(costUsd)}`),
    });
    output.print(
      [
        '',
        runTable(result.runs),
        ...proposalSentences(result.proposals),
        '',
        `Next: ${calledAs()} dataset show, then ${calledAs()} train --base MODEL`,
      ].join('\n'),
    );
    return {
      result: { ...result, rewards: Object.fromEntries([...histogram].toSorted()) },
      exitCode: exitOf(result.status),
    };
  },
});

function runTable(runs: CollectResult['runs']): string {
  return table(
    ['run', 'task', 'status', 'candidates', 'broken', 'scored 0', 'calls', 'cost'],
    runs.map(({ run, task, status, proposals, ...one }) => [
      run,
      task,
      status,
      String(one.candidates),
      String(proposals.broken.count),
      String(proposals.zero.count),
      String(one.calls),
      dollars(one.costUsd),
    ]),
  );
}
