import { W4sError } from '../base/errors.ts';
import { zip } from '../base/lists.ts';
import { readOptions } from '../base/read-options.ts';
import { type Proposals, addProposals, proposalsOf } from '../proposals/index.ts';
import { count } from '../present/index.ts';
import type { Store } from '../store/index.ts';
import { type DatasetFacts, factsOf } from './facts.ts';
import { type RowFilter, checkFilter, hasReward, isInScope } from './filter.ts';
import { readTrajectories } from './read.ts';
import { recomputeRewards } from './recompute.ts';
import { resample } from './resample.ts';
import type { RewardScale } from './reward-scale.ts';
import { type RewardedRow, type TrainingRow, rowsOf } from './rows.ts';
import { datasetSettings } from './settings.ts';
import { shuffleStates } from './shuffle-states.ts';
import { type TokenPolicy, withTokens } from './tokens.ts';
import type { RunTrajectories } from './trajectory.ts';
import { warningsOf } from './warnings.ts';
import { readMethod } from './weights/method.ts';
import { weigh } from './weights/weigh.ts';

export interface DatasetOptions extends RowFilter {
  /** Ids, names, or id prefixes. @default every run of `collect` */
  runs?: readonly string[];
  /** One of `METHODS`. @default 'rlao' */
  method?: string;
  /** @default 0.4 */
  tau?: number;
  /** How accuracies become rewards. @default 'paper' */
  rewardScale?: RewardScale;
  /** `resample` draws rows by weight and gives each weight 1. @default 'column' */
  weights?: 'column' | 'resample';
  /** Seed of the resampling. @default 0 */
  seed?: number;
  /** @default 'auto' */
  tokens?: TokenPolicy;
  /** Seed of the control in which each row gets another row's prompt: see `shuffleStates`. @default no shuffling */
  shuffleStates?: number;
}

export interface Dataset {
  rows: TrainingRow[];
  facts: DatasetFacts;
}

/**
 * Trajectories in the store -> rewards -> weights -> rows for training, in the order of run, turn, slot, attempt.
 *
 * @throws usage errors for unknown runs, tasks, methods; {W4sError} `empty-dataset`, `weights-all-zero`,
 * `mixed-tokenizers`, `invalid-reward`, `invalid-weight`.
 */
export async function buildDataset(store: Store, options: DatasetOptions = {}): Promise<Dataset> {
  if (options.method !== undefined) readMethod(options.method);
  const { method, tau, rewardScale, weights: mode, seed, tokens } = readOptions(datasetSettings, options);
  const sources = await readTrajectories(store, options.runs);
  checkFilter(options, [...new Set(sources.map(({ task }) => task))], rewardScale);

  const { rows: all, dropped, rewardMismatches } = rewarded(sources, rewardScale);
  const scope = all.filter((row) => isInScope(row, options));
  const given = weigh(scope, { method, tau, rewardScale });
  const chosen = zip(scope, given)
    .map(([row, weight]) => ({ ...row, weight }))
    .filter((row) => hasReward(row, options));
  if (chosen.length < all.length) dropped['not-selected'] = all.length - chosen.length;
  if (chosen.length === 0) throw empty(sources, dropped);

  const weighted = withWeights(withTokens(chosen, sources, tokens), chosen);
  if (weighted.every(({ weight }) => weight === 0)) throw worthless(method, weighted.length);
  // After weighting, which uses the states that rows were sampled in, and before copying, since copies share a prompt.
  const { rows: placed, ...shuffled } =
    options.shuffleStates === undefined ? { rows: weighted } : shuffleStates(weighted, options.shuffleStates);
  const rows = mode === 'resample' ? resample(placed, { seed }) : placed;
  const shuffledStates =
    options.shuffleStates === undefined
      ? null
      : ({ seed: options.shuffleStates, ...shuffled } as DatasetFacts['shuffledStates']);
  const settings = { method, tau, rewardScale, weights: mode, seed: mode === 'resample' ? seed : null, shuffledStates };
  const facts = factsOf({
    weighted,
    rows,
    sources,
    proposals: await writtenIn(store, sources, options),
    dropped,
    rewardMismatches,
    settings,
  });
  const simulated = sources.some(({ simulated: is, runId }) => is && facts.runs.includes(runId));
  return { rows, facts: { ...facts, warnings: warningsOf(facts, { simulated }) } };
}

async function writtenIn(
  store: Store,
  sources: readonly RunTrajectories[],
  { tasks }: DatasetOptions,
): Promise<Proposals> {
  const asked = sources.filter(({ task }) => tasks === undefined || tasks.includes(task));
  return addProposals(await Promise.all(asked.map(({ runId }) => proposalsOf(store, runId))));
}

function rewarded(sources: readonly RunTrajectories[], scale: RewardScale) {
  const rows: RewardedRow[] = [];
  const dropped: DatasetFacts['dropped'] = {};
  const rewardMismatches: DatasetFacts['rewardMismatches'][number][] = [];
  for (const source of sources) {
    const { judged, mismatches } = recomputeRewards(source, scale);
    const ofRun = rowsOf(source, judged, scale);
    rows.push(...ofRun.rows);
    rewardMismatches.push(...mismatches);
    for (const [reason, rows] of Object.entries(ofRun.lost) as [keyof typeof ofRun.lost, number][])
      dropped[reason] = (dropped[reason] ?? 0) + rows;
  }
  return { rows, dropped, rewardMismatches };
}

/** The rows with their weights; `withTokens` preserves order and count. */
function withWeights(rows: readonly RewardedRow[], weighted: readonly TrainingRow[]): TrainingRow[] {
  return zip(rows, weighted).map(([row, { weight }]) => ({ ...row, weight }));
}

function empty(sources: readonly RunTrajectories[], dropped: DatasetFacts['dropped']): W4sError {
  const reasons = Object.entries(dropped)
    .map(([reason, rows]) => `${count(rows)} ${reason}`)
    .join(', ');
  const runs = count(sources.length, 'run');
  const leftOut = reasons === '' ? '' : ` (left out: ${reasons})`;
  return new W4sError('empty-dataset', `Expected rows to train on, got none from ${runs}${leftOut}`, {
    hint:
      dropped['not-selected'] === undefined
        ? 'Gather trajectories with `w4s collect`.'
        : 'Loosen the filters: --task, --leave-out, --turn, --reward, --kind.',
    facts: { dropped },
  });
}

function worthless(method: string, rows: number): W4sError {
  return new W4sError(
    'weights-all-zero',
    `Method \`${method}\` gives all ${rows} rows weight 0: none earned the reward it looks for`,
    {
      hint: 'Collect more, or use --method rlao, which gives every row a weight.',
    },
  );
}
