import { proposalSentences } from '../proposals/index.ts';
import {
  METHODS,
  REWARD_SCALES,
  ROW_KINDS,
  type DatasetFacts,
  type DatasetOptions,
  type RewardScale,
} from '../rlao/index.ts';
import { amount, choice, integer, text } from './option.ts';
import { count, decimal } from '../present/index.ts';

/** Flags that choose and weigh training rows: shared by `dataset` and `train`. */
export const datasetOptions = {
  run: { ...text('RUN', { description: 'only this run; may be repeated', default: 'all' }), many: true },
  task: { ...text('TASK', { description: 'only this task; may be repeated', default: 'all' }), many: true },
  leaveOut: { ...text('TASK', { description: 'all tasks but this; may be repeated', default: 'none' }), many: true },
  turn: { ...integer('T', { min: 1, description: 'only this turn; may be repeated', default: 'all' }), many: true },
  reward: {
    ...amount('R', { zero: true, max: 1, description: 'only rows of this reward; may be repeated', default: 'all' }),
    many: true,
  },
  kind: { ...choice(ROW_KINDS, { description: 'only actions, or only repairs', default: 'both' }), many: true },
  method: choice(METHODS, { description: 'how rewards become weights', default: 'rlao' }),
  rewardScale: choice(REWARD_SCALES, {
    description: 'rewards of the paper (1, 0.5, 0), the gain over the start, or the rank in the state',
    default: 'paper',
  }),
  tau: amount('TAU', { description: 'temperature of the weights', default: '0.4' }),
  weights: choice(['column', 'resample'], {
    description: 'a weight for each row, or rows drawn by weight',
    default: 'column',
  }),
  tokens: choice(['auto', 'drop'], {
    description: 'sampled token ids: kept where there are any, or dropped',
    default: 'auto',
  }),
  shuffleStates: integer('SEED', {
    description: 'a control: give each row the prompt of another task, drawn by this seed',
    default: 'off',
  }),
};

interface GivenDatasetOptions {
  run?: string;
  task?: string;
  leaveOut?: string;
  turn?: number;
  reward?: number;
  kind?: (typeof ROW_KINDS)[number];
  method?: (typeof METHODS)[number];
  tau?: number;
  rewardScale?: RewardScale;
  weights?: 'column' | 'resample';
  tokens?: 'auto' | 'drop';
  seed?: number;
  shuffleStates?: number;
}

/** The library's names; flags that may be repeated arrive as lists. */
export function readDatasetOptions({
  run,
  task,
  leaveOut,
  turn,
  reward,
  kind,
  ...rest
}: GivenDatasetOptions): DatasetOptions {
  const list = <T>(value: T | undefined): T[] | undefined => value as T[] | undefined;
  const lists = {
    runs: list(run),
    tasks: list(task),
    leaveOut: list(leaveOut),
    turns: list(turn),
    rewards: list(reward),
    kinds: list(kind),
  };
  return { ...rest, ...Object.fromEntries(Object.entries(lists).filter(([, value]) => value !== undefined)) };
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
      `${count(facts.completionTokens)} that are trained; ${facts.rowsWithTokens} rows with sampled ids`,
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
