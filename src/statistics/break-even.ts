/** What an answer costs and how often it is right. */
interface Operation {
  /** Mean score in [0, 1]. */
  accuracy: number;
  /** Dollars per item; `null` when unpriced. */
  costPerItemUsd: number | null;
}

export interface BreakEvenInput {
  /** Dollars spent to find the workflow; `null` when unpriced. */
  optimisationCostUsd: number | null;
  workflow: Operation;
  /** The workflow that the search started from. */
  start: Operation;
}

export interface BreakEven {
  /** Items after which the workflow has paid for its optimisation; `null` if it never does or a price is unknown. */
  items: number | null;
  /** `none-needed`: the optimisation cost nothing. */
  verdict: 'pays-off' | 'none-needed' | 'never' | 'unpriced';
  /** Dollars per correct answer; `null` when unpriced or never correct. */
  costPerCorrectUsd: { workflow: number | null; start: number | null };
  /** Dollars per additional correct answer over the start, if the workflow is more accurate and more expensive. */
  costPerExtraCorrectUsd: number | null;
}

/**
 * When the workflow pays for itself: after N items its total cost, optimisation included, equals the start's cost of as
 * many correct answers,
 *
 *   optimisation + N * workflowCost = N * workflowAccuracy * startCost / startAccuracy.
 *
 * At equal accuracy this is the familiar optimisation / saving per item. A workflow that is better but more expensive
 * per correct answer never pays off in money; its price per extra correct answer is the incremental cost-effectiveness
 * ratio of health economics.
 */
export function breakEven({ optimisationCostUsd, workflow, start }: BreakEvenInput): BreakEven {
  const facts = {
    costPerCorrectUsd: { workflow: costPerCorrect(workflow), start: costPerCorrect(start) },
    costPerExtraCorrectUsd: costPerExtraCorrect(workflow, start),
  };
  if (optimisationCostUsd === null || workflow.costPerItemUsd === null || start.costPerItemUsd === null) {
    return { items: null, verdict: 'unpriced', ...facts };
  }
  if (optimisationCostUsd === 0) return { items: 0, verdict: 'none-needed', ...facts };
  // A start that is never right can't produce a correct answer at any price.
  const equivalent = start.accuracy === 0 ? Infinity : (workflow.accuracy * start.costPerItemUsd) / start.accuracy;
  const saving = workflow.accuracy === 0 ? 0 : equivalent - workflow.costPerItemUsd;
  if (!(saving > 0)) return { items: null, verdict: 'never', ...facts };
  // Prices are decimal fractions: 400.0000000001 items are 400.
  return { items: Math.ceil((optimisationCostUsd / saving) * (1 - 1e-9)), verdict: 'pays-off', ...facts };
}

function costPerCorrect({ accuracy, costPerItemUsd }: Operation): number | null {
  return costPerItemUsd === null || accuracy === 0 ? null : costPerItemUsd / accuracy;
}

function costPerExtraCorrect(workflow: Operation, start: Operation): number | null {
  if (workflow.costPerItemUsd === null || start.costPerItemUsd === null) return null;
  const accuracy = workflow.accuracy - start.accuracy;
  const cost = workflow.costPerItemUsd - start.costPerItemUsd;
  return accuracy > 0 && cost > 0 ? cost / accuracy : null;
}
