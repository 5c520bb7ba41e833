import { proposalSentences } from '../proposals/index.ts';
import { count, decimal } from '../present/index.ts';
import { ROW_KINDS, type DatasetFacts, type DatasetOptions, datasetSettings } from '../rlao/index.ts';
import type { CommandInput } from './command.ts';
import { amount, choice, integer, many, text } from './option.ts';
import { setting } from './setting.ts';

const settings = datasetSettings.shape;

/** Flags that choose and weigh training rows: shared by `dataset` and `train`. */
export const datasetOptions = {
  run: many(text('RUN', { description: 'only this run', otherwise: 'all' })),
  task: many(text('TASK', { description: 'only this task', otherwise: 'all' })),
  leaveOut: many(text('TASK', { description: 'all tasks except this one', otherwise: 'none' })),
  turn: many(integer('T', { min: 1, description: 'only this turn', otherwise: 'all' })),
  reward: many(amount('R', { zero: true, max: 1, description: 'only rows with this reward', otherwise: 'all' })),
  kind: many(choice(ROW_KINDS, { description: 'only actions, or only repairs', otherwise: 'both' })),
  method: setting(settings.method, { description: 'how rewards become weights' }),
  rewardScale: setting(settings.rewardScale, {
    description: 'rewards of the paper (1, 0.5, 0), the gain over the start, or the rank in the state',
  }),
  tau: setting(settings.tau, { value: 'TAU', description: 'temperature of the weights' }),
  weights: setting(settings.weights, { description: 'give each row a weight, or draw rows by weight' }),
  tokens: setting(settings.tokens, { description: 'keep sampled token ids where there are any, or drop them' }),
  shuffleStates: setting(settings.shuffleStates, {
    value: 'SEED',
    description: 'a control: give each row the prompt of another task, drawn with this seed',
    otherwise: 'off',
  }),
};

/** The names of the library. */
export function readDatasetOptions({
  run,
  task,
  turn,
  reward,
  kind,
  leaveOut,
  method,
  rewardScale,
  tau,
  weights,
  tokens,
  shuffleStates,
}: CommandInput<typeof datasetOptions>['options']): DatasetOptions {
  return {
    runs: run,
    tasks: task,
    turns: turn,
    rewards: reward,
    kinds: kind,
    leaveOut,
    method,
    rewardScale,
    tau,
    weights,
    tokens,
    shuffleStates,
  };
}

/** What a data set is made of, for people. */
export function datasetText(facts: DatasetFacts): string {
  const pairs = (counts: Record<string, number | undefined>): string =>
    Object.entries(counts)
      .map(([name, number]) => `${name}: ${number}`)
      .join(', ') || 'none';
  return [
    `${facts.rows} rows from ${facts.states} states in ${facts.episodes} episodes; ${methodText(facts)}`,
    `  written    ${proposalSentences(facts.proposals).join('\n             ')}`,
    ...shuffledLines(facts.shuffledStates),
    `  tasks      ${pairs(facts.tasks)}`,
    `  rewards    ${pairs(facts.rewards)}`,
    `  kinds      ${pairs(facts.kinds)}`,
    `  effective  ${decimal(facts.effectiveSampleSize, 1)} rows (Kish); ${facts.zeroWeightRows} of weight 0`,
    `  tokens     about ${count(facts.promptTokens)} of prompts and ` +
      `${count(facts.completionTokens)} to train on; ${facts.rowsWithTokens} rows with sampled ids`,
    ...(Object.keys(facts.dropped).length === 0 ? [] : [`  left out   ${pairs(facts.dropped)}`]),
    ...facts.warnings.map((warning) => `  Warning: ${warning}`),
  ].join('\n');
}

function methodText({ method, tau, rewardScale }: DatasetFacts): string {
  const temperature = method.startsWith('sft') ? '' : `, tau ${tau}`;
  const scale = rewardScale === 'paper' ? '' : `, rewards by ${rewardScale}`;
  return `method ${method}${temperature}${scale}`;
}

function shuffledLines(shuffled: DatasetFacts['shuffledStates']): string[] {
  if (shuffled === null) return [];
  const { seed, sameTask, unchanged } = shuffled;
  return [`  shuffled   prompts of other rows, seed ${seed}; ${sameTask} of the same task, ${unchanged} their own`];
}
