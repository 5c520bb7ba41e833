import { decimal, percent } from '../present/index.ts';
import type { DatasetFacts } from './facts.ts';

/** The model mostly learns a state or task that holds more of the weight than this. */
const DOMINANT = 0.5;
/** With more of the weight than this on rows that earned nothing, training mostly imitates what failed. */
const MOSTLY_UNEARNED = 0.75;
/** With fewer rows in an optimizer step, gradient clipping cancels the weights. */
const ROWS_A_STEP = 8;

const SIMULATED =
  'Some of these runs used the simulator: ' +
  'training on them shows that the parts fit together, not that the method works.';

/** What a person should know before spending money on training with this data, as sentences. */
export function warningsOf(facts: Omit<DatasetFacts, 'warnings'>, { simulated }: { simulated: boolean }): string[] {
  return [
    equalRewards(facts),
    fewEarned(facts),
    dominantState(facts),
    dominantTask(facts),
    fewRows(facts),
    thinWeights(facts),
    mismatches(facts),
    severalModels(facts),
    simulated ? SIMULATED : undefined,
  ].filter((warning) => warning !== undefined);
}

function equalRewards({ rewards, rows }: Omit<DatasetFacts, 'warnings'>): string | undefined {
  const [only, ...others] = Object.keys(rewards);
  if (others.length > 0 || rows < 2) return undefined;
  const same = `All ${rows} rows have reward ${only}: weights have no effect`;
  return `${same}, and training is plain supervised fine-tuning. Collect until some actions succeed and some fail.`;
}

/** On the scale of gains most rows may well earn nothing, and still be told apart. */
function fewEarned({ rewards, rows, method, rewardScale, unearnedWeight }: Omit<DatasetFacts, 'warnings'>) {
  const earned = rows - (rewards['0'] ?? 0);
  if (method === 'sft-all' || rewardScale !== 'paper' || earned === 0 || unearnedWeight <= MOSTLY_UNEARNED) return;
  const share = percent(unearnedWeight);
  const facts = `${earned} of ${rows} rows earned a reward, and the others have ${share} of the weight`;
  return `${facts}: training mostly imitates those. \`--reward-scale rank\` tells them apart as well.`;
}

function dominantState({
  states,
  largestState: { name, share, rows },
}: Omit<DatasetFacts, 'warnings'>): string | undefined {
  if (states === 1) return `All rows are from one state, \`${name}\`: the model can learn only what to do there.`;
  if (share <= DOMINANT) return undefined;
  const has = `State \`${name}\` has ${percent(share)} of the weight with ${rows} of the rows.`;
  return `${has} \`group-softmax\` gives every state an equal share.`;
}

function dominantTask({ tasks, largestTask: { name, share } }: Omit<DatasetFacts, 'warnings'>): string | undefined {
  if (Object.keys(tasks).length === 1 || share <= DOMINANT) return undefined;
  const has = `Task \`${name}\` has ${percent(share)} of the weight.`;
  return `${has} Collect more of the others, or exclude some of its runs.`;
}

function fewRows({ rows }: Omit<DatasetFacts, 'warnings'>): string | undefined {
  if (rows >= ROWS_A_STEP) return undefined;
  const wanted = `a step needs at least ${ROWS_A_STEP} of mixed reward`;
  return `There are only ${rows} rows: ${wanted}, else gradient clipping cancels the weights.`;
}

function thinWeights({
  effectiveSampleSize,
  rows,
  zeroWeightRows,
}: Omit<DatasetFacts, 'warnings'>): string | undefined {
  const weighted = rows - zeroWeightRows;
  if (!(weighted >= ROWS_A_STEP && effectiveSampleSize < 0.1 * weighted)) return undefined;
  const worth = `${decimal(effectiveSampleSize, 1)} equally weighted rows out of ${weighted}`;
  return `The weights are worth ${worth}: take a larger --tau, or train on more data.`;
}

function mismatches({ rewardMismatches }: Omit<DatasetFacts, 'warnings'>): string | undefined {
  const [first] = rewardMismatches;
  if (first === undefined) return undefined;
  const wrong = `${rewardMismatches.length} stored rewards do not follow from the stored accuracies`;
  const example = `\`${first.candidateId}\`: stored ${first.stored}, recomputed ${first.recomputed}`;
  return `${wrong} (${example}). The recomputed rewards are used.`;
}

function severalModels({ models }: Omit<DatasetFacts, 'warnings'>): string | undefined {
  if (models.length <= 1) return undefined;
  const sources = `${models.length} meta-agents (${models.join(', ')})`;
  return `The completions are from ${sources}: each model partly learns to imitate the others.`;
}
