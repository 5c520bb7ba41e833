import { decimal, percent } from '../present/index.ts';
import type { DatasetFacts } from './facts.ts';

/** A state or task with more of the weight than this is what the model will mostly learn. */
const DOMINANT = 0.5;
/** Fewer rows than this in an optimizer step, and clipping the gradient takes the weights away. */
const ROWS_A_STEP = 8;

const SIMULATED =
  'Some of these runs used the simulator: ' +
  'training on them shows that the parts fit together, and nothing about the method.';

/** What a person should know before money is spent on training with this data, as sentences. */
export function warningsOf(facts: Omit<DatasetFacts, 'warnings'>, { simulated }: { simulated: boolean }): string[] {
  return [
    equalRewards(facts),
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
  const same = `All ${rows} rows have reward ${only}: weights can't matter`;
  return `${same}, and training is plain supervised fine-tuning. Collect until some actions succeed and some fail.`;
}

function dominantState({
  states,
  largestState: { name, share, rows },
}: Omit<DatasetFacts, 'warnings'>): string | undefined {
  if (states === 1) return `All rows are from one state, \`${name}\`: the model can only learn what to do there.`;
  if (share <= DOMINANT) return undefined;
  const has = `State \`${name}\` has ${percent(share)} of the weight with ${rows} of the rows.`;
  return `${has} \`group-softmax\` gives every state an equal part.`;
}

function dominantTask({ tasks, largestTask: { name, share } }: Omit<DatasetFacts, 'warnings'>): string | undefined {
  if (Object.keys(tasks).length === 1 || share <= DOMINANT) return undefined;
  const has = `Task \`${name}\` has ${percent(share)} of the weight.`;
  return `${has} Collect more of the others, or leave some of its runs out.`;
}

function fewRows({ rows }: Omit<DatasetFacts, 'warnings'>): string | undefined {
  if (rows >= ROWS_A_STEP) return undefined;
  const wanted = `a step wants at least ${ROWS_A_STEP} of mixed reward`;
  return `There are only ${rows} rows: ${wanted}, else clipping the gradient erases the weights.`;
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
  const wrong = `${rewardMismatches.length} stored rewards are not those that the stored accuracies give`;
  const example = `\`${first.candidateId}\`: stored ${first.stored}, recomputed ${first.recomputed}`;
  return `${wrong} (${example}). The recomputed ones are used.`;
}

function severalModels({ models }: Omit<DatasetFacts, 'warnings'>): string | undefined {
  if (models.length <= 1) return undefined;
  const sources = `${models.length} meta-agents (${models.join(', ')})`;
  return `The completions are from ${sources}: what another model would say is partly imitation.`;
}
