import type { DatasetFacts } from './facts.ts';

/** A state or task with more of the weight than this is what the model will mostly learn. */
const DOMINANT = 0.5;
/** Fewer rows than this in an optimizer step, and clipping the gradient takes the weights away. */
const ROWS_A_STEP = 8;

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
    simulated
      ? 'Some of these runs used the simulator: training on them shows that the parts fit together, and nothing about the method.'
      : undefined,
  ].filter((warning) => warning !== undefined);
}

function equalRewards({ rewards, rows }: Omit<DatasetFacts, 'warnings'>): string | undefined {
  const [only, ...others] = Object.keys(rewards);
  return others.length > 0 || rows < 2
    ? undefined
    : `All ${rows} rows have reward ${only}: weights can't matter, and training is plain supervised fine-tuning. Collect until some actions succeed and some fail.`;
}

function dominantState({
  states,
  largestState: { name, share, rows },
}: Omit<DatasetFacts, 'warnings'>): string | undefined {
  if (states === 1) return `All rows are from one state, \`${name}\`: the model can only learn what to do there.`;
  return share > DOMINANT
    ? `State \`${name}\` has ${percent(share)} of the weight with ${rows} of the rows. \`group-softmax\` gives every state an equal part.`
    : undefined;
}

function dominantTask({ tasks, largestTask: { name, share } }: Omit<DatasetFacts, 'warnings'>): string | undefined {
  if (Object.keys(tasks).length === 1 || share <= DOMINANT) return undefined;
  return `Task \`${name}\` has ${percent(share)} of the weight. Collect more of the others, or leave some of its runs out.`;
}

function fewRows({ rows }: Omit<DatasetFacts, 'warnings'>): string | undefined {
  return rows < ROWS_A_STEP
    ? `There are only ${rows} rows: a step wants at least ${ROWS_A_STEP} of mixed reward, else clipping the gradient erases the weights.`
    : undefined;
}

function thinWeights({
  effectiveSampleSize,
  rows,
  zeroWeightRows,
}: Omit<DatasetFacts, 'warnings'>): string | undefined {
  const weighted = rows - zeroWeightRows;
  return weighted >= ROWS_A_STEP && effectiveSampleSize < 0.1 * weighted
    ? `The weights are worth ${effectiveSampleSize.toFixed(1)} equally weighted rows out of ${weighted}: take a larger --tau, or train on more data.`
    : undefined;
}

function mismatches({ rewardMismatches }: Omit<DatasetFacts, 'warnings'>): string | undefined {
  const [first] = rewardMismatches;
  if (first === undefined) return undefined;
  return `${rewardMismatches.length} stored rewards are not those that the stored accuracies give (\`${first.candidateId}\`: stored ${first.stored}, recomputed ${first.recomputed}). The recomputed ones are used.`;
}

function severalModels({ models }: Omit<DatasetFacts, 'warnings'>): string | undefined {
  return models.length > 1
    ? `The completions are from ${models.length} meta-agents (${models.join(', ')}): what another model would say is partly imitation.`
    : undefined;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
