import { loadConfig } from '../../config/index.ts';
import { usageError } from '../../base/errors.ts';
import { type CollectResult, collect, collectSettings, estimateCollect } from '../../rlao/index.ts';
import { proposalSentences } from '../../proposals/index.ts';
import { calledAs } from '../called-as.ts';
import { defineCommand } from '../command.ts';
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
} from '../common.ts';
import { tellDryRun } from '../dry-run.ts';
import { count, dollars, table } from '../format.ts';
import { text } from '../option.ts';
import { followRun } from '../progress.ts';
import { statusLine } from '../result-text.ts';
import { searchOptions, strategyOption } from '../search-options.ts';
import { guideFrom, ownOptions } from '../strategy-options.ts';
import { setting } from '../setting.ts';
import { cacheOf, exitOf, limitsOf } from './optimize.ts';

const settings = collectSettings.shape;

export const collectCommand = defineCommand({
  details:
    'Each state samples M workflows; the best one advances it, and all are kept with their rewards. ' +
    'Every K turns an episode ends, and the state is reset to the current workflow. Test splits stay sealed. ' +
    'The same command continues an unfinished collection.',
  arguments: [{ name: 'TASK', description: 'benchmarks or task files', many: true }],
  options: {
    executor: text('MODEL', { description: 'the strong model that workflows call', env: 'W4S_EXECUTOR' }),
    meta: text('MODEL', {
      description: 'the weak model to train; its token ids are kept if vLLM serves it',
      env: 'W4S_META',
    }),
    episodes: setting(settings.episodes, { value: 'N', description: 'episodes per task' }),
    candidates: setting(settings.candidates, { value: 'M', description: 'workflows sampled from each state' }),
    horizon: setting(settings.horizon, { value: 'K', description: 'turns per episode' }),
    validation: setting(settings.validation, { value: 'N', description: 'validation items' }),
    ...repeatOptions,
    ...callOptions,
    ...tokensOption,
    maxMinutes: {
      ...minutesOption.maxMinutes,
      description: `${minutesOption.maxMinutes.description}, for each task`,
    },
    ...strategyOption(settings.strategy),
    ...searchOptions(settings, 'all; last with the compact prompt'),
    ...ownOptions(settings),
    ...dataSeedOption,
    ...dataOption,
    ...outsideOption,
    ...sandboxOption,
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
      executor = defaults.executor,
      meta = defaults.meta,
      ...rest
    } = options;
    if (executor === undefined || meta === undefined)
      throw usageError('missing-model', `Expected \`--${executor === undefined ? 'executor' : 'meta'} MODEL\``, {
        hint: 'For example `openai:gpt-6-luna`.',
      });
    const guide = await guideFrom(options.guide);
    const wanted = {
      ...rest,
      guide,
      ...limitsOf(options),
      tasks: args,
      executor,
      meta,
      cache: cacheOf(fresh),
      dataDir: data,
    };
    if (dryRun)
      return tellDryRun(output, await estimateCollect({ ...wanted, store: await storeToRead(options.store) }));
    const histogram = new Map<string, number>();
    const follow = followRun(output);
    const result = await collect({
      ...wanted,
      signal,
      ...follow,
      onStarted: onInterrupt,
      review: 'never',
      onEvent: (event) => {
        follow.onEvent(event);
        const isJudged = event.type === 'candidate-scored' || event.type === 'candidate-skipped';
        if (isJudged && event.data.turn !== 0 && event.data.writtenBy === undefined) {
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
      onTask: ({ task, result: { proposals, calls, costUsd } }) =>
        output.note(
          `${task}: ${count(proposals.candidates, 'candidate')}, ${count(calls, 'paid call')}, ${dollars(costUsd)}`,
        ),
    });
    output.print(
      [
        '',
        runTable(result.runs),
        ...result.runs.flatMap(endLines),
        ...proposalSentences(result.proposals),
        ...(result.candidates === 0
          ? []
          : ['', `Next: ${calledAs()} dataset show, then ${calledAs()} train --base MODEL`]),
      ].join('\n'),
    );
    return {
      result: { ...result, rewards: Object.fromEntries([...histogram].toSorted()) },
      exitCode: exitOf(result.status),
    };
  },
});

/** Of a run that ended early: why, and what to do. */
function endLines(run: CollectResult['runs'][number]): string[] {
  if (run.status === 'done') return [];
  return ['', statusLine(run), ...(run.hint === null ? [] : [`  ${run.hint}`])];
}

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
