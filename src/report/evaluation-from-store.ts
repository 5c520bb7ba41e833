import type { EvaluationSummary } from '../evaluate/index.ts';
import { kindOf } from '../run/index.ts';
import { problemsOf } from './problems.ts';
import {
  type Evaluation,
  type Run,
  type Store,
  evaluationsOf,
  failingResults,
  findingsOf,
  itemsOf,
} from '../store/index.ts';
import type { SplitName } from '../task/contract.ts';
import type { FailingItem } from './contract.ts';
import type { EvaluationReport } from './evaluation-contract.ts';
import { inconclusive } from './missing.ts';
import { costLines, priceLines } from './costs.ts';
import { SHOWN_ITEMS, failingItem } from './failing-items.ts';
import { readFacts, runFacts } from './facts.ts';
import { openings, testLooks } from './openings.ts';

/** The report of a run of `eval`, `run` or `serve` from the store, also while it goes on or after a crash. */
export async function evaluationReport(store: Store, run: Run): Promise<EvaluationReport> {
  const facts = await readFacts(store, run.id);
  const { workflow = '', label = '', code = null, split = '', items = 0, repeats = 1, cache = 'use' } = facts.config;
  const [evaluation] = await evaluationsOf(store, run.id);
  const summary = evaluation?.summary == null ? null : (JSON.parse(evaluation.summary) as EvaluationSummary);
  const problems = evaluation === undefined ? [] : await problemsOf(store, evaluation.id);
  const findings = await findingsOf(store, workflow);
  return {
    run: { ...(await runFacts(facts)), config: { workflow: label, split, items, repeats, cache } },
    workflow: {
      label,
      hash: workflow,
      code,
      findings: findings.map(({ rule, detail, line }) => ({
        kind: rule,
        detail,
        line: Number(line) === 0 ? null : Number(line),
      })),
    },
    split,
    summary,
    cause: causeOf(run, summary, problems),
    problems,
    failingItems: evaluation === undefined ? [] : await failing(store, evaluation, label),
    failures: summary?.failures ?? {},
    costs: await costLines(store, run.id),
    prices: priceLines(run),
    testOpenings: (await openings(facts)).map((opening) => ({ ...opening, items, subject: label })),
    testLooks: await testLooks(facts),
  };
}

/** Whatever the score is missing for: of a run that did not get so far, of what was missing, of replies of no use. */
function causeOf(run: Run, summary: EvaluationSummary | null, problems: EvaluationReport['problems']): string | null {
  if (kindOf(run) === 'use') return 'Inputs of a user have no golds, and so no score.';
  if (summary === null) return run.reason ?? 'Nothing is scored yet.';
  return summary.accuracy === null ? inconclusive(summary, problems) : null;
}

async function failing(store: Store, { id, run_id: run, split }: Evaluation, label: string): Promise<FailingItem[]> {
  const results = await failingResults(store, id, SHOWN_ITEMS);
  const items = await itemsOf(
    store,
    run,
    split,
    results.map(({ itemId }) => itemId),
  );
  return results.map(({ itemId, answer, failure, note }) =>
    failingItem(itemId, split as SplitName, items.get(itemId), [
      { candidateId: label, answer, failure: failure?.kind ?? null, note: failure?.message ?? note ?? null },
    ]),
  );
}
