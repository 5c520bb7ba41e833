import type { EvaluationSummary } from '../evaluate/index.ts';
import { problemsOf } from './problems.ts';
import { type CandidateRow, type Run, type Store } from '../store/index.ts';
import { costLines, priceLines } from './costs.ts';
import { failingItems, sumFailures } from './failing-items.ts';
import { type Facts, readFacts, runFacts } from './facts.ts';
import { openings, testLooks } from './openings.ts';
import { inconclusive } from './missing.ts';
import type { GivenWorkflow, WorkflowsReport } from './workflows-contract.ts';
import { pairsOf, transferOf } from './workflow-pairs.ts';

/** The report of a run of `baselines` or `transfer` from the store, also while it goes on or after a crash. */
export async function workflowsReport(store: Store, run: Run): Promise<WorkflowsReport> {
  const facts = await readFacts(store, run.id);
  const { split } = facts;
  const { items = 0, repeats = 1, cache = 'use' } = facts.config;
  const workflows = await Promise.all(
    facts.candidates.map((row) => given(store, row, facts.evaluations.get(`${row.id}/${split}`))),
  );
  return {
    run: { ...(await runFacts(facts)), config: { split, items, repeats, cache } },
    split,
    workflows,
    pairs: pairsOf(run),
    transfer: transferOf(run),
    failingItems: await failingItems(facts, shownOf(facts, workflows)),
    failures: sumFailures(facts.evaluations.values()),
    costs: await costLines(store, run.id),
    prices: priceLines(run),
    testOpenings: (await openings(facts)).map((opening) => ({ ...opening, items })),
    testLooks: await testLooks(facts),
  };
}

async function given(
  store: Store,
  { id, status, analysis: name }: CandidateRow,
  summary: EvaluationSummary | undefined,
): Promise<GivenWorkflow> {
  const { accuracy = null, interval = null, n = 0, missing = 0, failures = {} } = summary ?? {};
  const isUnclear = summary !== undefined && summary.status !== 'stopped' && accuracy === null;
  return {
    candidateId: id,
    name,
    status,
    accuracy,
    interval,
    n,
    missing,
    failed: Object.values(failures).reduce((sum, number) => sum + number, 0),
    ...perItem(summary),
    latencyMs: summary?.latencyMs ?? null,
    problem: isUnclear ? inconclusive(summary, await problemsOf(store, summary.evaluationId)) : null,
  };
}

function perItem(summary: EvaluationSummary | undefined) {
  if (summary === undefined || summary.n === 0)
    return { callsPerItem: null, tokensPerItem: null, costPerItemUsd: null };
  const { n, tokens, costUsd, callsPerItem } = summary;
  return {
    callsPerItem,
    tokensPerItem: (tokens.promptTokens + tokens.completionTokens) / n,
    costPerItemUsd: costUsd === null ? null : costUsd / n,
  };
}

/** The first, and the best beside it. */
function shownOf({ candidates }: Facts, workflows: readonly GivenWorkflow[]): (CandidateRow | undefined)[] {
  const [first, ...others] = workflows;
  const best = others
    .filter(({ status, accuracy }) => status === 'scored' && accuracy !== null)
    .toSorted((a, b) => (b.accuracy ?? 0) - (a.accuracy ?? 0))[0];
  return [first, best].map((one) => candidates.find(({ id }) => id === one?.candidateId));
}
