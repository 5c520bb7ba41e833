/** What an answer costs and how often it is right. */
interface Operation {
  /** Mean score in [0, 1]. */
  accuracy: number;
  /** Dollars an item; `null` when unpriced. */
  costPerItemUsd: number | null;
}

export interface BreakEvenInput {
  /** Dollars spent on finding the workflow; `null` when unpriced. */
  optimisationCostUsd: number | null;
  workflow: Operation;
  /** The executor asked once, without a workflow. */
  plain: Operation;
}

export interface BreakEven {
  /** Items after which the workflow has paid for its optimisation; `null` when it never does or a price is unknown. */
  items: number | null;
  verdict: 'pays-off' | 'never' | 'unpriced';
  /** Dollars a correct answer; `null` when unpriced or never correct. */
  costPerCorrectUsd: { workflow: number | null; plain: number | null };
  /** Dollars for each correct answer more than the plain executor's, where the workflow is more accurate and dearer. */
  costPerExtraCorrectUsd: number | null;
}

/**
 * When the workflow has paid for itself: after N items its total, optimisation included, is what the plain executor
 * costs for as many correct answers,
 *
 *   optimisation + N * workflowCost = N * workflowAccuracy * plainCost / plainAccuracy.
 *
 * At equal accuracy that is the familiar optimisation / saving an item. A workflow that is better but dearer for each
 * correct answer never pays off in money; what it then asks for an extra correct answer is the incremental
 * cost-effectiveness ratio of health economics.
 */
export function breakEven({ optimisationCostUsd, workflow, plain }: BreakEvenInput): BreakEven {
  const facts = {
    costPerCorrectUsd: { workflow: costPerCorrect(workflow), plain: costPerCorrect(plain) },
    costPerExtraCorrectUsd: costPerExtraCorrect(workflow, plain),
  };
  if (optimisationCostUsd === null || workflow.costPerItemUsd === null || plain.costPerItemUsd === null) {
    return { items: null, verdict: 'unpriced', ...facts };
  }
  // A plain executor that is never right can't buy a correct answer at any price.
  const equivalent = plain.accuracy === 0 ? Infinity : (workflow.accuracy * plain.costPerItemUsd) / plain.accuracy;
  const saving = workflow.accuracy === 0 ? 0 : equivalent - workflow.costPerItemUsd;
  if (!(saving > 0)) return { items: null, verdict: 'never', ...facts };
  // Prices are decimal fractions: 400.0000000001 items are 400.
  return { items: Math.ceil((optimisationCostUsd / saving) * (1 - 1e-9)), verdict: 'pays-off', ...facts };
}

function costPerCorrect({ accuracy, costPerItemUsd }: Operation): number | null {
  return costPerItemUsd === null || accuracy === 0 ? null : costPerItemUsd / accuracy;
}

function costPerExtraCorrect(workflow: Operation, plain: Operation): number | null {
  if (workflow.costPerItemUsd === null || plain.costPerItemUsd === null) return null;
  const accuracy = workflow.accuracy - plain.accuracy;
  const cost = workflow.costPerItemUsd - plain.costPerItemUsd;
  return accuracy > 0 && cost > 0 ? cost / accuracy : null;
}
